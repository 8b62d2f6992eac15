import { Alert, Button, CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { Trash2, Users } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Say } from "@/pages/audiences/sentence";
import { problemsAt, useEditing } from "@/pages/journeys/editing";
import { stepOf } from "@/pages/journeys/graph";
import classes from "@/pages/journeys/Journey.module.css";
import { SettingsForm } from "@/pages/journeys/SettingsForm";
import type { Step } from "@/pages/journeys/shapes";
import { StepForm } from "@/pages/journeys/StepForm";
import { WayFields } from "@/pages/journeys/WayFields";
import { problemText } from "@/pages/journeys/words";

/** What the chosen step does; without one, the settings of the journey. */
export function Panel() {
  const { t } = useTranslation("journeys");
  const { draft, chosen, choose, mayWrite } = useEditing();
  const step = stepOf(draft.graph, chosen);
  return (
    <aside className={classes.panel} data-open={chosen !== null || undefined} aria-label={t("bar.settings")}>
      <Group justify="space-between" mb="md">
        <Title order={2}>{step ? t(`kind.${step.kind}`) : t("settings.title")}</Title>
        <CloseButton className={classes.closer} aria-label={t("common:close")} onClick={() => choose(null)} />
      </Group>
      <Problems step={step?.id ?? null} />
      <fieldset disabled={!mayWrite} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        {step ? <StepParts step={step} /> : <SettingsForm />}
      </fieldset>
    </aside>
  );
}

function Problems({ step }: { step: string | null }) {
  const { t, i18n } = useTranslation("journeys");
  const { draft } = useEditing();
  const mine = problemsAt(draft.problems, step);
  if (mine.length === 0) return null;
  return (
    <Alert color="red" variant="light" mb="md" p="xs">
      {mine.map((problem) => (
        <Text key={`${problem.code}:${problem.problem}`} size="sm">
          {problemText(problem, t as Say, (key) => i18n.exists(`journeys:${key}`))}
        </Text>
      ))}
    </Alert>
  );
}

function StepParts({ step }: { step: Step }) {
  const { t } = useTranslation("journeys");
  const { remove, showPeople, journey } = useEditing();
  return (
    <Stack gap="md">
      <StepForm key={step.id} step={step} />
      <WayFields step={step} />
      <Figures step={step} />
      {journey.version > 0 && (
        <Button variant="default" leftSection={<Users size={15} aria-hidden />} onClick={() => showPeople(step.id)}>
          {t("step.people")}
        </Button>
      )}
      <Button variant="subtle" color="red" leftSection={<Trash2 size={15} aria-hidden />} onClick={() => remove(step.id)}>
        {t("step.remove")}
      </Button>
    </Stack>
  );
}

function Figures({ step }: { step: Step }) {
  const { t } = useTranslation("journeys");
  const { number } = useFormats();
  const found = useEditing().figures.get(step.id);
  if (!found) return null;
  const sends = step.kind === "email" || step.kind === "chat";
  const pairs: [string, number][] = [
    ["in", found.entered],
    ["waiting", found.waiting],
    ["out", found.left],
    ["stopped", found.stopped],
  ];
  if (sends) {
    pairs.push(["sent", found.sent], ["opened", found.opened], ["clicked", found.clicked]);
    pairs.push(["suppressed", found.suppressed], ["failed", found.failed]);
  }
  return (
    <Group gap="lg" component="dl" m={0}>
      {pairs.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {t(`figure.${name}`)}
          </Text>
          <Text component="dd" m={0} fw={600} className="fl-number">
            {number(value)}
          </Text>
        </div>
      ))}
    </Group>
  );
}
