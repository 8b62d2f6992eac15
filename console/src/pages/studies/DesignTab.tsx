import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { RefreshCw, Shapes } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed } from "@/api/queries";
import { Unfinished } from "@/pages/studies/CostPanel";
import { DesignView as Drawn } from "@/pages/studies/DesignView";
import { usePlanning } from "@/pages/studies/planning";
import { faultsOf } from "@/pages/studies/plans";
import { type DesignView, isOpen } from "@/pages/studies/shapes";
import { useTask } from "@/pages/studies/useTask";
import { sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** Which tasks are shown, and what answers to them will be worth. */
export function DesignTab() {
  const { t } = useTranslation("studies");
  const { study, plan, draft, names, mayWrite } = usePlanning();
  const [busy, setBusy] = useState(false);
  const path = `/studies/${study.id}`;
  const { data, error, refetch } = useTask<DesignView>(`${path}/design`, (answer) => isOpen(answer.state));
  const isFinished = faultsOf(study.kind, plan, names.nameOf).length === 0;
  const make = async () => {
    setBusy(true);
    try {
      if (!(await draft.flush())) return;
      await post(`${path}/design`);
      await changed(path);
    } catch (refused) {
      sayFailed(refused);
    } finally {
      setBusy(false);
    }
  };
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={6} />;
  const isMaking = busy || isOpen(data.state);
  const button = (verb: string) =>
    mayWrite && (
      <Button leftSection={<RefreshCw size={16} aria-hidden />} loading={isMaking} onClick={() => void make()}>
        {verb}
      </Button>
    );
  if (!isFinished && !data.design) return <Unfinished />;
  return (
    <Stack gap="lg">
      {isMaking && <Making progress={data.progress} path={path} />}
      {data.state === "failed" && data.problem && <Alert color="red">{t("design.failed", { why: data.problem })}</Alert>}
      {!isMaking && !data.design && <EmptyState icon={Shapes} title={t("design.none")} text={t("design.noneText")} action={button(t("design.make"))} />}
      {!isMaking && data.design && (
        <Group justify="space-between">
          <Text size="sm" c="dimmed" maw={560}>
            {t(data.is_stale ? "design.stale" : "design.fresh")}
          </Text>
          {isFinished && button(t("design.again"))}
        </Group>
      )}
      {!isFinished && <Unfinished />}
      {data.design && <Drawn design={data.design} report={data.report} />}
    </Stack>
  );
}

function Making({ progress, path }: { progress: number; path: string }) {
  const { t } = useTranslation("studies");
  const stop = () => remove(`${path}/design`).then(() => changed(path), sayFailed);
  return (
    <Alert color="blue" role="status" title={t("design.making")}>
      <Group wrap="nowrap">
        <Progress value={progress * 100} animated flex={1} aria-label={t("design.making")} />
        <Button variant="default" size="xs" onClick={() => void stop()}>
          {t("design.cancel")}
        </Button>
      </Group>
    </Alert>
  );
}
