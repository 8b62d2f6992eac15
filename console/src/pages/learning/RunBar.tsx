import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { get, post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Run } from "@/pages/learning/shapes";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const PATH = "/learning/run";
const EVERY_MS = 1500;

const isBusy = (run: Run | undefined) => run?.state === "waiting" || run?.state === "running";

function useRun() {
  const { data } = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => get<Run>(PATH, {}, signal),
    refetchInterval: (query) => (isBusy(query.state.data) ? EVERY_MS : false),
  });
  const was = useRef(false);
  useEffect(() => {
    const busy = isBusy(data);
    if (was.current && !busy) void changed("/learning/gaps");
    was.current = busy;
  }, [data]);
  return data;
}

/** When questions were grouped last, how far it is now, and the button to do it at once. */
export function RunBar() {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  const may = useRights();
  const run = useRun();
  const [asking, setAsking] = useState(false);
  const start = async () => {
    setAsking(true);
    try {
      await post<Run>(PATH);
      await changed(PATH);
    } catch (error) {
      sayFailed(error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <Surface p="md">
      <Group justify="space-between" gap="md">
        <div aria-live="polite">
          <Text size="sm">
            {t(`run.${run?.state ?? "new"}`)} {run?.finished_at && !isBusy(run) && <TimeAgo at={run.finished_at} />}
          </Text>
          <Text size="xs" c="dimmed">
            {run ? t("run.figures", { questions: number(run.questions), singles: number(run.singles) }) : ""}{" "}
            {run?.state === "done" && !run.encoder && t("run.words")}
          </Text>
        </div>
        {may("bot.write") && (
          <Button
            variant="default"
            leftSection={<RefreshCw size={16} aria-hidden />}
            loading={asking || isBusy(run)}
            onClick={() => void start()}
          >
            {t("run.start")}
          </Button>
        )}
      </Group>
      {run?.state === "running" && (
        <Progress mt="sm" value={run.progress * 100} animated aria-label={t(`step.${run.step || "reading"}`)} />
      )}
      {run?.state === "failed" && (
        <Alert color="red" variant="light" mt="sm" role="alert">
          {run.problem}
        </Alert>
      )}
    </Surface>
  );
}
