// From the bot to me, and back to the bot.
import { Button, Tooltip } from "@mantine/core";
import { Bot, Hand } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import type { ConversationRow } from "@/api/shapes";
import classes from "@/pages/desk/Desk.module.css";

interface SpeakerButtonProps {
  row: ConversationRow;
  act: (change: Promise<ConversationRow>, words: string) => void;
}

export function SpeakerButton({ row, act }: SpeakerButtonProps) {
  const { t } = useTranslation("desk");
  const path = `/conversations/${row.id}/handover`;
  if (row.state !== "open") return null;
  if (row.speaker === "bot") {
    return (
      <Button
        variant="light"
        leftSection={<Hand size={16} aria-hidden />}
        className={classes.assign}
        onClick={() => act(post<ConversationRow>(path), t("tookOver"))}
      >
        {t("takeOver")}
      </Button>
    );
  }
  // Only what a bot handed over can go back to one.
  if (!row.handover_reason) return null;
  return (
    <Tooltip label={t("giveBack")}>
      <Button
        variant="default"
        leftSection={<Bot size={16} aria-hidden />}
        className={classes.assign}
        onClick={() => act(remove<ConversationRow>(path), t("gaveBack"))}
      >
        {t("giveBack")}
      </Button>
    </Tooltip>
  );
}
