import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { patch, post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/journeys/editing";
import type { JourneyState } from "@/pages/journeys/shapes";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";

export function StateButtons() {
  const { t } = useTranslation("journeys");
  const may = useRights();
  const { journey, draft } = useEditing();
  const [busy, setBusy] = useState(false);
  if (!may("journeys.publish")) return null;
  const run = async (work: () => Promise<string | null>) => {
    setBusy(true);
    try {
      const words = await work();
      if (words === null) return;
      await changed(`/journeys`);
      sayDone(words);
    } catch (error) {
      if (!draft.heed(error)) sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const publish = async () => {
    // What was not saved was said already, and something else than what is seen here must not go live.
    const revision = await draft.flush();
    if (revision === null) return null;
    const { version } = await post<{ version: number }>(`/journeys/${journey.id}/versions`, {}, { revision });
    return t("bar.published", { n: version });
  };
  const become = async (state: JourneyState, words: string) => {
    await patch(`/journeys/${journey.id}`, { state });
    return words;
  };
  const { state } = journey;
  return (
    <Group gap={8}>
      {state === "running" && (
        <Button variant="default" size="sm" disabled={busy} onClick={() => void run(() => become("paused", t("bar.paused")))}>
          {t("bar.pause")}
        </Button>
      )}
      {state === "paused" && (
        <Button variant="default" size="sm" disabled={busy} onClick={() => void run(() => become("running", t("bar.resumed")))}>
          {t("bar.resume")}
        </Button>
      )}
      {(state === "running" || state === "paused") && (
        <Confirm
          title={t("bar.stop")}
          text={t("bar.stopText")}
          verb={t("bar.stop")}
          onYes={() => run(() => become("stopped", t("bar.stopped")))}
        >
          {(open) => (
            <Button variant="default" size="sm" onClick={open}>
              {t("bar.stop")}
            </Button>
          )}
        </Confirm>
      )}
      {state !== "stopped" && (
        <Button size="sm" loading={busy} disabled={draft.problems.length > 0} onClick={() => void run(publish)}>
          {t("bar.publish")}
        </Button>
      )}
    </Group>
  );
}
