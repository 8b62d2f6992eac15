import { Textarea, TextInput } from "@mantine/core";

import { type Language, said, type Words } from "@/pages/bot/shapes";

export interface WordsFieldProps {
  label: string;
  words: Words | undefined;
  language: Language;
  disabled?: boolean;
  long?: boolean;
  /** What is said when nothing is written here. */
  otherwise?: string;
  hidden?: boolean;
  onChange: (words: Words) => void;
}

/** Words in the language that is being edited; what another language says stands behind it as a hint. */
export function WordsField({ label, words, language, disabled, long, otherwise, hidden, onChange }: WordsFieldProps) {
  const write = (text: string) => {
    const next = { ...words, [language]: text };
    if (!text) delete next[language];
    onChange(next);
  };
  const common = {
    ...(hidden ? { "aria-label": label } : { label }),
    value: words?.[language] ?? "",
    placeholder: said(words, language) || otherwise || "",
    disabled: disabled ?? false,
  };
  if (!long) return <TextInput {...common} onChange={(event) => write(event.currentTarget.value)} />;
  return <Textarea {...common} autosize minRows={2} maxRows={8} onChange={(event) => write(event.currentTarget.value)} />;
}
