// The answers, one block each; a new one is for a language that has none yet.
import { Button, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { AnswerForm } from "@/pages/knowledge/AnswerForm";
import classes from "@/pages/knowledge/Knowledge.module.css";
import { type Answer, emptyAnswer, LANGUAGES, type Language, withRow } from "@/pages/knowledge/shapes";
import { Surface } from "@/shared/Surface";

interface AnswersProps {
  answers: Answer[];
  onChange: (answers: Answer[]) => void;
}

export function Answers({ answers, onChange }: AnswersProps) {
  const { t, i18n } = useTranslation("knowledge");
  const own = i18n.language as Language;
  const free = [own, ...LANGUAGES].find((language) => !answers.some((one) => one.language === language)) ?? own;
  const add = (
    <Button variant="default" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...answers, emptyAnswer(free)])}>
      {t("answers.add")}
    </Button>
  );
  return (
    <Surface title={t("answers.title")} aside={add}>
      {answers.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("answers.none")}
        </Text>
      )}
      {answers.map((answer, place) => (
        <section key={place} className={classes.answer} aria-label={t("answers.one", { n: place + 1 })}>
          <AnswerForm answer={answer} onChange={(next) => onChange(withRow(answers, place, next))} />
        </section>
      ))}
    </Surface>
  );
}
