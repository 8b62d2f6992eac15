import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { JourneyState } from "@/pages/journeys/shapes";

const COLORS: Record<JourneyState, string> = { draft: "gray", running: "teal", paused: "orange", stopped: "red" };

export function StateBadge({ state }: { state: JourneyState }) {
  const { t } = useTranslation("journeys");
  return <Badge color={COLORS[state]}>{t(`state.${state}`)}</Badge>;
}
