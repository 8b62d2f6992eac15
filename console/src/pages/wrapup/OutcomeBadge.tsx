import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Summary } from "@/pages/wrapup/tree";

const COLORS = { confirmed: "teal", answered: "blue", unhappy: "red", unanswered: "orange", "": "gray" } as const;

/** What her last word said; "answered" is no success, only "confirmed" is. */
export function OutcomeBadge({ outcome }: { outcome: Summary["outcome"] }) {
  const { t } = useTranslation("wrapup");
  if (!outcome) return null;
  return (
    <Badge variant="light" color={COLORS[outcome]} tt="none">
      {t(`outcomes.${outcome}`)}
    </Badge>
  );
}
