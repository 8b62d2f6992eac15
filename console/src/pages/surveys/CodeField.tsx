import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface CodeFieldProps {
  label: string;
  value: string;
  pattern: RegExp;
  taken?: string[];
  shown?: boolean;
  description?: string;
  onChange: (value: string) => void;
}

/** A name of the machine: taken on leaving the field, and only when it may be one. */
export function CodeField({ label, value, pattern, taken = [], shown, description, onChange }: CodeFieldProps) {
  const { t } = useTranslation("surveys");
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const wrong = text === value ? "" : !pattern.test(text) ? t("code.wrong") : taken.includes(text) ? t("code.taken") : "";
  const take = () => {
    if (wrong) setText(value);
    else if (text !== value) onChange(text);
  };
  return (
    <TextInput
      {...(shown ? { label, description } : { "aria-label": label })}
      value={text}
      maxLength={64}
      error={wrong || undefined}
      spellCheck={false}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && take()}
    />
  );
}
