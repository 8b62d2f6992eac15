import { Button } from "@mantine/core";
import { Pause, Play, Rocket } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { Refused } from "@/api/problems";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/surveys/editing";
import { PublishDialog } from "@/pages/surveys/PublishDialog";
import type { Problem, Survey } from "@/pages/surveys/shapes";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";

/** Publish what is drawn, let people in or keep them out, end it. A refusal says each reason, and each leads there. */
export function PublishButtons() {
  const { t } = useTranslation("surveys");
  const { survey, draft, problems } = useEditing();
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const [reasons, setReasons] = useState<Problem[]>([]);
  if (!may("survey.publish")) return null;
  const publish = async () => {
    setBusy(true);
    try {
      const revision = await draft.flush();
      if (revision === null) return;
      await post<Survey>(`/surveys/${survey.id}/publication`, { revision });
      await changed("/surveys");
      sayDone(t("publish.done"));
    } catch (error) {
      if (error instanceof Refused && error.code === "survey_unfinished") setReasons((error.problem.problems ?? []) as Problem[]);
      else sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  // What is wrong for good is refused by the server, in its own words; a hint is the author's to pass over.
  const hints = problems.some((one) => one.level === "error") ? [] : problems;
  const turn = (state: string) => put(`/surveys/${survey.id}/state`, { state }).then(() => changed("/surveys"), sayFailed);
  const isCurrent = survey.version > 0 && !survey.has_changes && draft.isSaved;
  return (
    <>
      {survey.state === "open" && (
        <Button variant="default" size="sm" leftSection={<Pause size={15} aria-hidden />} onClick={() => void turn("paused")}>
          {t("publish.pause")}
        </Button>
      )}
      {(survey.state === "paused" || survey.state === "closed") && (
        <Button variant="default" size="sm" leftSection={<Play size={15} aria-hidden />} onClick={() => void turn("open")}>
          {t("publish.open")}
        </Button>
      )}
      {(survey.state === "open" || survey.state === "paused") && <CloseButton onYes={() => turn("closed")} />}
      <Button size="sm" loading={busy} disabled={isCurrent} leftSection={<Rocket size={15} aria-hidden />} onClick={() => (hints.length ? setReasons(hints) : void publish())}>
        {t(survey.version ? "publish.again" : "publish.verb")}
      </Button>
      <PublishDialog
        problems={reasons}
        onClose={() => setReasons([])}
        onAnyway={() => {
          setReasons([]);
          void publish();
        }}
      />
    </>
  );
}

function CloseButton({ onYes }: { onYes: () => Promise<unknown> }) {
  const { t } = useTranslation("surveys");
  return (
    <Confirm mild title={t("publish.closeTitle")} text={t("publish.closeText")} verb={t("publish.close")} onYes={onYes}>
      {(open) => (
        <Button variant="default" size="sm" onClick={open}>
          {t("publish.close")}
        </Button>
      )}
    </Confirm>
  );
}
