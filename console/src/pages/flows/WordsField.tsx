import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import type { Words } from "@/pages/flows/shapes";
import { wordsIn } from "@/pages/flows/words";

interface WordsFieldProps {
  label: string;
  description?: string;
  words: Words;
  onChange: (words: Words) => void;
  long?: boolean;
}

/** A text in the language that is edited; the other languages' words stand behind it as a hint. */
export function WordsField({ label, description, words, onChange, long }: WordsFieldProps) {
  const { t } = useTranslation("flows");
  const { language } = useEditing();
  const set = (text: string) => {
    const { [language]: _, ...others } = words;
    onChange(text ? { ...others, [language]: text } : others);
  };
  const shared = {
    label: `${label} · ${t(`language.${language}`)}`,
    description,
    value: words[language] ?? "",
    placeholder: wordsIn(words, language),
    maxLength: 2000,
    lang: language,
  };
  if (!long) return <TextInput {...shared} onChange={(event) => set(event.currentTarget.value)} />;
  return <Textarea {...shared} autosize minRows={2} maxRows={10} onChange={(event) => set(event.currentTarget.value)} />;
}
