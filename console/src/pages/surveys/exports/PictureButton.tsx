// The chart of one question as a picture: asked for, waited for, saved.
import { ActionIcon, Tooltip } from "@mantine/core";
import { ImageDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { address, get, post } from "@/api/client";
import type { SurveyExport } from "@/pages/surveys/exports/shapes";
import { bodyOf } from "@/pages/surveys/results/filter";
import { useLooking } from "@/pages/surveys/results/looking";
import { sayFailed } from "@/shared/confirm";

const PATIENCE = 60;

export function PictureButton({ question }: { question: string }) {
  const { t, i18n } = useTranslation("surveys");
  const { survey, filter } = useLooking();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const wish = { format: "png", filter: bodyOf(filter), language: i18n.language, question };
      const made = await done(await post<SurveyExport>(`/surveys/${survey.id}/exports`, wish));
      if (made.state === "done") download(`/exports/${made.id}/file`);
      else sayFailed(new Error(made.problem || t("exports.state.failed")));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Tooltip label={t("exports.picture")}>
      <ActionIcon variant="subtle" color="gray" size="lg" loading={busy} aria-label={t("exports.picture")} onClick={() => void save()}>
        <ImageDown size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

async function done(started: SurveyExport): Promise<SurveyExport> {
  let now = started;
  for (let turn = 0; turn < PATIENCE && (now.state === "due" || now.state === "running"); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    now = await get<SurveyExport>(`/exports/${started.id}`);
  }
  return now;
}

function download(path: string): void {
  const link = document.createElement("a");
  link.href = address(path);
  link.download = "";
  link.click();
}
