import { Alert, Button, CloseButton, Group, Kbd, Stack, Text, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { AskForm } from "@/pages/flows/AskForm";
import { BranchForm } from "@/pages/flows/BranchForm";
import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { slotAfter, stepOf } from "@/pages/flows/graph";
import { COLORS, ICONS, KINDS } from "@/pages/flows/kinds";
import { useProblemText } from "@/pages/flows/ProblemMenu";
import type { Step } from "@/pages/flows/shapes";
import { AnswerForm, HandoverForm, SayForm, SetForm } from "@/pages/flows/ShortForms";
import { WayFields } from "@/pages/flows/WayFields";
import { WebhookForm } from "@/pages/flows/WebhookForm";

/** What the chosen step does; without one, what can be added. */
export function Panel() {
  const { t } = useTranslation("flows");
  const { draft, chosen, choose, mayWrite } = useEditing();
  const step = stepOf(draft.graph, chosen);
  return (
    <aside className={classes.panel} data-open={step !== undefined || undefined} aria-label={t("panel.label")}>
      {step ? (
        <>
          <Group justify="space-between" mb="md">
            <Title order={2}>{t(`kind.${step.kind}`)}</Title>
            <CloseButton className={classes.closer} aria-label={t("common:close")} onClick={() => choose(null)} />
          </Group>
          <Problems step={step.id} />
          <fieldset disabled={!mayWrite} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
            <Stack gap="md">
              <StepForm key={step.id} step={step} />
              <WayFields step={step} />
              {mayWrite && <RemoveButton step={step} />}
            </Stack>
          </fieldset>
        </>
      ) : (
        <Palette />
      )}
    </aside>
  );
}

function StepForm({ step }: { step: Step }) {
  const { t } = useTranslation("flows");
  switch (step.kind) {
    case "ask":
      return <AskForm step={step} />;
    case "say":
      return <SayForm step={step} />;
    case "branch":
      return <BranchForm step={step} />;
    case "webhook":
      return <WebhookForm step={step} />;
    case "answer":
      return <AnswerForm step={step} />;
    case "set":
      return <SetForm step={step} />;
    case "handover":
      return <HandoverForm step={step} />;
    default:
      return (
        <Text size="sm" c="dimmed">
          {t("empty.end")}
        </Text>
      );
  }
}

function Problems({ step }: { step: string }) {
  const { problems } = useEditing();
  const textOf = useProblemText();
  const mine = problems.filter((problem) => problem.step === step);
  if (mine.length === 0) return null;
  return (
    <Alert color={mine.some((one) => one.is_fault) ? "red" : "yellow"} variant="light" mb="md" p="xs">
      {mine.map((problem) => (
        <Text key={[problem.problem, problem.field, problem.detail].join("|")} size="sm">
          {textOf(problem)}
        </Text>
      ))}
    </Alert>
  );
}

function RemoveButton({ step }: { step: Step }) {
  const { t } = useTranslation("flows");
  const { remove } = useEditing();
  return (
    <Button variant="subtle" color="red" leftSection={<Trash2 size={15} aria-hidden />} rightSection={<Kbd size="xs">Del</Kbd>} onClick={() => remove(step.id)}>
      {t("panel.remove")}
    </Button>
  );
}

function Palette() {
  const { t } = useTranslation("flows");
  const { draft, chosen, insert, mayWrite } = useEditing();
  return (
    <nav aria-label={t("palette.title")}>
      <Title order={2} mb="xs">
        {t("palette.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("palette.text")}
      </Text>
      <Stack gap={6}>
        {KINDS.map((kind) => {
          const Icon = ICONS[kind];
          return (
            <Button
              key={kind}
              variant="light"
              color={COLORS[kind]}
              justify="flex-start"
              disabled={!mayWrite}
              leftSection={<Icon size={16} aria-hidden />}
              onClick={() => insert(slotAfter(draft.graph, chosen), kind)}
            >
              {t(`kind.${kind}`)}
            </Button>
          );
        })}
      </Stack>
      <Text size="xs" c="dimmed" mt="md">
        {t("palette.keys")}
      </Text>
    </nav>
  );
}
