import { Alert, Button, List, Modal } from "@mantine/core";
import { Pause, Play, Rocket } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { Refused } from "@/api/problems";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/surveys/editing";
import { placeOf } from "@/pages/surveys/form";
import { usePlaceName } from "@/pages/surveys/ProblemMenu";
import type { Problem, Survey } from "@/pages/surveys/shapes";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";

/** Publish what is drawn, let people in or keep them out, end it. A refusal says each reason, and each leads there. */
export function PublishButtons() {
  const { t } = useTranslation("surveys");
  const { survey, draft, choose } = useEditing();
  const placeName = usePlaceName();
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
      <Button size="sm" loading={busy} disabled={isCurrent} leftSection={<Rocket size={15} aria-hidden />} onClick={() => void publish()}>
        {t(survey.version ? "publish.again" : "publish.verb")}
      </Button>
      <Modal opened={reasons.length > 0} onClose={() => setReasons([])} title={t("publish.refused")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <Alert color="red" variant="light" mb="sm">
          {t("publish.refusedText")}
        </Alert>
        <List size="sm" spacing={6}>
          {reasons.map((one) => (
            <List.Item key={`${one.where}|${one.code}|${one.text}`}>
              <Button
                variant="subtle"
                size="compact-sm"
                styles={{ label: { whiteSpace: "normal", textAlign: "left" }, root: { height: "auto", minHeight: 26 } }}
                onClick={() => {
                  choose(placeOf(draft.form, one.where));
                  setReasons([]);
                }}
              >
                {t("problems.line", { where: placeName(placeOf(draft.form, one.where)), text: t(`problem.${one.code}`, { defaultValue: one.text }) })}
              </Button>
            </List.Item>
          ))}
        </List>
      </Modal>
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
