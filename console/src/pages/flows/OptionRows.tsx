import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import type { AskStep, FlowOption } from "@/pages/flows/shapes";
import { wordsIn } from "@/pages/flows/words";

/** The answers of a choice: what the button says in this language, and what the slot then holds. */
export function OptionRows({ step }: { step: AskStep }) {
  const { t } = useTranslation("flows");
  const { setStep, language } = useEditing();
  const setAll = (options: FlowOption[], field: string) => setStep({ ...step, options }, field);
  const set = (index: number, part: Partial<FlowOption>, field: string) =>
    setAll(
      step.options.map((one, at) => (at === index ? { ...one, ...part } : one)),
      `${field}${index}`,
    );
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("field.options")}
      </Text>
      {step.options.map((option, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name while they are typed
        <Group key={index} gap={6} wrap="nowrap">
          <TextInput
            aria-label={t("ask.optionLabel", { n: index + 1 })}
            placeholder={wordsIn(option.label, language) || t("ask.shown")}
            value={option.label[language] ?? ""}
            maxLength={80}
            onChange={(event) => set(index, { label: { ...option.label, [language]: event.currentTarget.value } }, "label")}
          />
          <TextInput
            aria-label={t("ask.optionValue", { n: index + 1 })}
            placeholder={t("ask.value")}
            value={option.value}
            maxLength={80}
            onChange={(event) => set(index, { value: event.currentTarget.value }, "value")}
          />
          <ActionIcon variant="subtle" color="gray" aria-label={t("ask.optionRemove", { n: index + 1 })} onClick={() => setAll(step.options.filter((_, at) => at !== index), "")}>
            <X size={15} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button variant="light" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setAll([...step.options, { value: `option${step.options.length + 1}`, label: {} }], "")}>
        {t("ask.optionAdd")}
      </Button>
    </Stack>
  );
}
