import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ArticleState } from "@/pages/knowledge/shapes";

const COLORS: Record<ArticleState, string> = { draft: "gray", changed: "orange", approved: "teal", archived: "red" };

export function StateBadge({ state }: { state: ArticleState }) {
  const { t } = useTranslation("knowledge");
  return <Badge color={COLORS[state]}>{t(`state.${state}`)}</Badge>;
}
