import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";

const COLORS: Record<string, string> = { wrong: "red", unhelpful: "orange", handed_over: "violet", tapped: "teal" };

/** Why these questions are here, and how often each. */
export function Reasons({ reasons }: { reasons: Record<string, number> }) {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  const sorted = Object.entries(reasons).sort((one, other) => other[1] - one[1]);
  return (
    <Group gap={6}>
      {sorted.map(([reason, count]) => (
        <Badge key={reason} variant="light" color={COLORS[reason] ?? "gray"}>
          {t(`reason.${reason}`)} {number(count)}
        </Badge>
      ))}
    </Group>
  );
}
