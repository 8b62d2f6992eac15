import { Button } from "@mantine/core";
import { Hammer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import { busyTask, type Version } from "@/pages/versions/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

/** Asks for a training; while one waits there is no second one to ask for. */
export function TrainButton() {
  const { t } = useTranslation("versions");
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const { rows } = usePages<Version>("/bot-versions");
  if (!may("bot.publish")) return null;
  const isWaiting = rows.some((row) => busyTask(row)?.kind === "training" && row.state === "queued");
  const train = async () => {
    setBusy(true);
    try {
      const { number } = await post<{ number: number }>("/bot-versions");
      sayDone(t("train.wanted", { number }));
      await changed("/bot-versions");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} disabled={isWaiting} leftSection={<Hammer size={16} aria-hidden />} onClick={() => void train()}>
      {t("train.now")}
    </Button>
  );
}
