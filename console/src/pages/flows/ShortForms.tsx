import { Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import type { AnswerStep, HandoverStep, SayStep, SetStep } from "@/pages/flows/shapes";
import { WordsField } from "@/pages/flows/WordsField";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";

export function SayForm({ step }: { step: SayStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  return <WordsField long label={t("field.text")} description={t("say.hint", { example: "{{slots.date}}" })} words={step.text} onChange={(text) => setStep({ ...step, text }, "text")} />;
}

export function AnswerForm({ step }: { step: AnswerStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  return (
    <ArticleSelect
      label={t("field.article")}
      description={t("answer.hint")}
      allowDeselect={false}
      placeholder={t("answer.choose")}
      value={step.article || null}
      onChange={(article) => article && setStep({ ...step, article }, "article")}
    />
  );
}

export function SetForm({ step }: { step: SetStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  return (
    <Stack gap="md">
      <TextInput label={t("field.slot")} value={step.slot} maxLength={60} onChange={(event) => setStep({ ...step, slot: event.currentTarget.value.replaceAll(/\W/g, "_") }, "slot")} />
      <TextInput label={t("field.value")} description={t("set.hint", { example: "{{customer.city}}" })} value={step.value} maxLength={500} onChange={(event) => setStep({ ...step, value: event.currentTarget.value }, "value")} />
    </Stack>
  );
}

export function HandoverForm({ step }: { step: HandoverStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  return (
    <Stack gap="sm">
      <TextInput label={t("field.reason")} description={t("handover.hint")} value={step.reason} maxLength={200} onChange={(event) => setStep({ ...step, reason: event.currentTarget.value }, "reason")} />
      <Text size="sm" c="dimmed">
        {t("empty.handover")}
      </Text>
    </Stack>
  );
}
