// Who speaks with the customer, where it is not plain that a person does.
import { Badge, Tooltip } from "@mantine/core";
import { Bot, Hand, MoonStar } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ConversationRow } from "@/api/shapes";

const LOOKS = {
  bot: { color: "indigo", icon: Bot },
  requested: { color: "red", icon: Hand },
  waiting: { color: "red", icon: Hand },
  offline: { color: "orange", icon: MoonStar },
} as const;

export function SpeakerBadge({ row }: { row: ConversationRow }) {
  const { t, i18n } = useTranslation("desk");
  const look = LOOKS[row.speaker as keyof typeof LOOKS];
  // Without a bot everybody waits for a person; only a hand-over is worth a word.
  if (!look || (row.speaker !== "bot" && !row.handover_reason)) return null;
  const Icon = look.icon;
  const known = i18n.exists(`reason.${row.handover_reason}`, { ns: "desk" });
  const why = row.handover_reason && t("why", { reason: known ? t(`reason.${row.handover_reason}`) : row.handover_reason });
  const badge = (
    <Badge color={look.color} variant="light" leftSection={<Icon size={11} aria-hidden />} style={{ flex: "none" }}>
      {t(`speaker.${row.speaker}`)}
    </Badge>
  );
  return why ? <Tooltip label={why}>{badge}</Tooltip> : badge;
}
