import { Select, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useEditing } from "@/pages/flows/editing";
import type { AnswerStep, HandoverStep, SayStep, SetStep } from "@/pages/flows/shapes";
import { WordsField } from "@/pages/flows/WordsField";

export function SayForm({ step }: { step: SayStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  return <WordsField long label={t("field.text")} description={t("say.hint", { example: "{{slots.date}}" })} words={step.text} onChange={(text) => setStep({ ...step, text }, "text")} />;
}

export function AnswerForm({ step }: { step: AnswerStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  const { data, error } = useAnswer<Page<{ id: string; title: string }>>("/articles", { limit: 200 });
  const known = data?.items ?? [];
  const choices = known.map((one) => ({ value: one.id, label: one.title || one.id.slice(0, 8) }));
  // An article beyond the first page, or one that is gone, still shows as what it is.
  if (step.article && !known.some((one) => one.id === step.article)) choices.push({ value: step.article, label: step.article.slice(0, 8) });
  return (
    <Select
      label={t("field.article")}
      description={t("answer.hint")}
      searchable
      allowDeselect={false}
      error={error ? t("answer.failed") : undefined}
      nothingFoundMessage={t("answer.none")}
      placeholder={t("answer.choose")}
      data={choices}
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
