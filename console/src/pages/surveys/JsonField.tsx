import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { parsed } from "@/pages/surveys/conditions";
import type { Expression } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";

interface JsonFieldProps {
  label: string;
  value: Expression;
  onChange: (value: Expression) => void;
}

/** What rows cannot say, as the JSON it is; taken only while it can be read. */
export function JsonField({ label, value, onChange }: JsonFieldProps) {
  const { t } = useTranslation("surveys");
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const isWrong = parsed(text) === null;
  return (
    <Textarea
      className={classes.code}
      label={label}
      description={t("condition.json")}
      error={isWrong ? t("condition.notJson") : undefined}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = parsed(event.currentTarget.value);
        if (next) onChange(next);
      }}
    />
  );
}
