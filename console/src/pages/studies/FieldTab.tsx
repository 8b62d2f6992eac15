import { Badge, Button, Group, Progress, Select, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ExternalLink, FilePlus2, MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { get, post } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { Unfinished } from "@/pages/studies/CostPanel";
import { usePlanning } from "@/pages/studies/planning";
import { faultsOf } from "@/pages/studies/plans";
import { ReadinessView } from "@/pages/studies/ReadinessView";
import { Rehearsal } from "@/pages/studies/Rehearsal";
import { type DesignView, isOpen, type Readiness, type Study, tabsOf } from "@/pages/studies/shapes";
import { useTask } from "@/pages/studies/useTask";
import { STATE, type SurveyRow } from "@/pages/surveys/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const WAIT_MS = 700;

/** Bring the questions to people, and see when there are enough answers. */
export function FieldTab() {
  const { study, plan, names } = usePlanning();
  const isFinished = faultsOf(study.kind, plan, names.nameOf).length === 0;
  if (!study.survey) return isFinished ? <MakeSurvey /> : <Unfinished />;
  return (
    <Stack gap="lg">
      <Linked />
      <Ready />
      <Rehearsal survey={study.survey} />
    </Stack>
  );
}

/** Tasks need a design that fits the plan; who did not look at it gets the one that would be made. */
async function designed(study: Study): Promise<void> {
  if (!tabsOf(study.kind).includes("design")) return;
  const path = `/studies/${study.id}/design`;
  const standing = await get<DesignView>(path);
  if (standing.design && !standing.is_stale) return;
  let made = await post<DesignView>(path);
  while (isOpen(made.state)) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    made = await get<DesignView>(path);
  }
  if (made.problem) throw new Error(made.problem);
}

function useMake() {
  const { t } = useTranslation("studies");
  const { study, draft } = usePlanning();
  const [busy, setBusy] = useState(false);
  const make = async (survey: string | null) => {
    setBusy(true);
    try {
      if (!(await draft.flush())) return;
      await designed(study);
      await post(`/studies/${study.id}/survey`, survey ? { survey } : {});
      await changed(`/studies/${study.id}`, "/surveys");
      sayDone(t("field.made"));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, make };
}

function MakeSurvey() {
  const { t } = useTranslation("studies");
  const { mayWrite } = usePlanning();
  const { busy, make } = useMake();
  const [draft, setDraft] = useState<string | null>(null);
  const drafts = usePages<SurveyRow>("/surveys", { state: "draft", limit: 100 });
  return (
    <Surface>
      <EmptyState icon={MessagesSquare} title={t("field.none")} text={t("field.noneText")} />
      {mayWrite && (
        <Stack align="center" gap="md">
          <Button leftSection={<FilePlus2 size={16} aria-hidden />} loading={busy} onClick={() => void make(null)}>
            {t("field.make")}
          </Button>
          {drafts.rows.length > 0 && (
            <Group align="end" justify="center">
              <Select
                label={t("field.into")}
                placeholder={t("drivers.choose")}
                data={drafts.rows.map((row) => ({ value: row.id, label: row.name }))}
                value={draft}
                onChange={setDraft}
                searchable
                w={260}
                maw="100%"
              />
              <Button variant="default" disabled={!draft || busy} onClick={() => void make(draft)}>
                {t("field.add")}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Surface>
  );
}

function Linked() {
  const { t } = useTranslation("studies");
  const { study, mayWrite } = usePlanning();
  const { busy, make } = useMake();
  const isDraft = study.survey_state === "draft";
  return (
    <Surface>
      <Group justify="space-between">
        <div>
          <Group gap="xs">
            <Text fw={600}>{study.survey_name}</Text>
            <Badge color={STATE[study.survey_state] ?? "gray"}>{t(`surveyState.${study.survey_state}`)}</Badge>
          </Group>
          <Text size="sm" c="dimmed" maw={560}>
            {t(isDraft ? "field.draft" : "field.open")}
          </Text>
        </div>
        <Group gap="xs">
          {isDraft && mayWrite && (
            <Button variant="default" loading={busy} onClick={() => void make(study.survey)}>
              {t("field.renew")}
            </Button>
          )}
          <Button component={Link} to={`/surveys/${study.survey}`} rightSection={<ExternalLink size={15} aria-hidden />}>
            {t("field.openSurvey")}
          </Button>
        </Group>
      </Group>
    </Surface>
  );
}

function Ready() {
  const { t } = useTranslation("studies");
  const { study } = usePlanning();
  const { number } = useFormats();
  const { data, error, refetch } = useTask<Readiness>(`/studies/${study.id}/readiness`, () => false, true);
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={5} />;
  const share = Math.min(1, data.usable / Math.max(1, data.wanted));
  return (
    <>
      <Surface title={t("ready.title")} aside={<Badge color={data.is_enough ? "teal" : "yellow"}>{t(data.is_enough ? "ready.yes" : "ready.no")}</Badge>}>
        <Group justify="space-between" mb={6} gap="xs">
          <Text fz={28} fw={650} lh={1.2} className="fl-number">
            {t("ready.usable", { n: number(data.usable) })}
          </Text>
          <Text size="sm" c="dimmed" className="fl-number">
            {t("ready.wanted", { n: number(data.wanted) })}
          </Text>
        </Group>
        <Progress value={share * 100} size="lg" color={data.is_enough ? "teal" : undefined} aria-label={t("ready.progress", { n: data.usable, of: data.wanted })} />
        <Text size="sm" c="dimmed" mt="xs" className="fl-number">
          {t("ready.answers", { n: number(data.answers), tasks: number(data.tasks) })}
        </Text>
      </Surface>
      <ReadinessView readiness={data} />
    </>
  );
}
