import { Button, Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import { useEditing } from "@/pages/journeys/editing";
import { EmailDialog } from "@/pages/journeys/EmailDialog";
import { RuleDialog } from "@/pages/journeys/RuleDialog";
import { SurveyForm } from "@/pages/journeys/SurveyForm";
import type { ChatStep, ConditionStep, EmailStep, Step, WaitStep, WaitUntilStep } from "@/pages/journeys/shapes";
import { isRule } from "@/pages/journeys/words";

const UNITS = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof UNITS;
const EXAMPLE = "{{ customer.name }}";

export function StepForm({ step }: { step: Step }) {
  switch (step.kind) {
    case "wait":
      return <WaitForm step={step} />;
    case "wait_until":
      return <UntilForm step={step} />;
    case "condition":
      return <ConditionForm step={step} />;
    case "email":
      return <EmailForm step={step} />;
    case "chat":
      return <ChatForm step={step} />;
    case "survey":
      return <SurveyForm step={step} />;
    default:
      return <Ending />;
  }
}

function WaitForm({ step }: { step: WaitStep }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  const fitting = (["days", "hours"] as const).find((name) => step.minutes > 0 && step.minutes % UNITS[name] === 0);
  const [unit, setUnit] = useState<Unit>(fitting ?? "minutes");
  const amount = step.minutes / UNITS[unit];
  const set = (next: number, by: Unit) => setStep({ ...step, minutes: Math.round(next * UNITS[by]) }, "minutes");
  return (
    <Group grow align="flex-end">
      <NumberInput hideControls label={t("step.amount")} min={1} value={amount} onChange={(next) => set(Number(next), unit)} />
      <Select
        label={t("step.unit")}
        allowDeselect={false}
        data={Object.keys(UNITS).map((value) => ({ value, label: t(`step.${value}`) }))}
        value={unit}
        onChange={(next) => {
          setUnit(next as Unit);
          set(amount, next as Unit);
        }}
      />
    </Group>
  );
}

function UntilForm({ step }: { step: WaitUntilStep }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  return (
    <TextInput
      type="time"
      label={t("step.time")}
      value={step.time}
      onChange={(event) => setStep({ ...step, time: event.currentTarget.value }, "time")}
    />
  );
}

function ConditionForm({ step }: { step: ConditionStep }) {
  const { t } = useTranslation("journeys");
  const { t: tRule } = useTranslation("audiences");
  const [opened, setOpened] = useState(false);
  return (
    <Stack gap="xs">
      <Text size="sm">{isRule(step.rule) ? sentenceOf(step.rule, tRule as Say) : t("summary.noRule")}</Text>
      <Button variant="light" onClick={() => setOpened(true)}>
        {t("step.editRule")}
      </Button>
      {opened && <RuleDialog step={step} onClose={() => setOpened(false)} />}
    </Stack>
  );
}

function EmailForm({ step }: { step: EmailStep }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  const [opened, setOpened] = useState(false);
  return (
    <Stack gap="sm">
      <TextInput
        label={t("step.subject")}
        value={step.subject}
        onChange={(event) => setStep({ ...step, subject: event.currentTarget.value }, "subject")}
      />
      <Button variant="light" onClick={() => setOpened(true)}>
        {t("step.editEmail")}
      </Button>
      <TextInput
        label={t("step.topic")}
        description={t("step.topicText")}
        value={step.topic}
        onChange={(event) => setStep({ ...step, topic: event.currentTarget.value }, "topic")}
      />
      {opened && <EmailDialog step={step} onClose={() => setOpened(false)} />}
    </Stack>
  );
}

function ChatForm({ step }: { step: ChatStep }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  return (
    <Textarea
      label={t("step.text")}
      description={t("step.textHint", { example: EXAMPLE })}
      autosize
      minRows={4}
      maxRows={12}
      value={step.text}
      onChange={(event) => setStep({ ...step, text: event.currentTarget.value }, "text")}
    />
  );
}

function Ending() {
  const { t } = useTranslation("journeys");
  return (
    <Text size="sm" c="dimmed">
      {t("summary.exit")}
    </Text>
  );
}
