import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { LANGUAGES, wordsIn } from "@/pages/surveys/form";
import type { Words } from "@/pages/surveys/shapes";

interface WordsFieldProps {
  label: string;
  description?: string;
  words: Words | undefined;
  onChange: (words: Words) => void;
  long?: boolean;
}

/** A text in the language that is edited; the other languages' words stand behind it as a hint. */
export function WordsField({ label, description, words, onChange, long }: WordsFieldProps) {
  const { t } = useTranslation("surveys");
  const { language, draft } = useEditing();
  const name = LANGUAGES.includes(language) ? t(`language.${language}`) : language;
  const shared = {
    label: draft.form.languages.length > 1 ? `${label} · ${name}` : label,
    description,
    value: words?.[language] ?? "",
    placeholder: wordsIn(words, language),
    maxLength: 5000,
    lang: language,
  };
  const set = (text: string) => onChange(withWords(words, language, text));
  if (!long) return <TextInput {...shared} onChange={(event) => set(event.currentTarget.value)} />;
  return <Textarea {...shared} autosize minRows={2} maxRows={10} onChange={(event) => set(event.currentTarget.value)} />;
}

/** An empty text is none. */
export function withWords(words: Words | undefined, language: string, text: string): Words {
  const { [language]: _, ...others } = words ?? {};
  return text ? { ...others, [language]: text } : others;
}
