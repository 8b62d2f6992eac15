import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Case } from "@/pages/cases/shapes";
import { TimeAgo } from "@/shared/TimeAgo";

/** Until when, red once it is over and nobody has solved it. */
export function Due({ row }: { row: Case }) {
  const { t } = useTranslation("cases");
  if (row.solved_at) {
    return (
      <Text size="sm" c="dimmed" component="span">
        <TimeAgo at={row.solved_at} />
      </Text>
    );
  }
  return (
    <Text size="sm" component="span" fw={row.late ? 600 : 400} c={row.late ? "var(--fl-danger-text, var(--mantine-color-red-8))" : undefined}>
      {row.late ? `${t("late")} ` : ""}
      <TimeAgo at={row.due_at} />
    </Text>
  );
}
