import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Result } from "@/pages/studies/shapes";
import { useRange } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

/** How much of the decision each attribute makes, largest first. */
export function Importances({ rows }: { rows: Result["importances"] }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent } = useFormats();
  const between = useRange(percent);
  const sorted = rows.toSorted((one, other) => (other.importance ?? 0) - (one.importance ?? 0));
  return (
    <Surface title={t("importance.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("importance.text")}
      </Text>
      <IntervalRows
        label={t("importance.title")}
        rows={sorted.map((one) => ({
          key: one.attribute,
          label: names.attribute(one.attribute, one.label),
          value: one.importance,
          low: one.low,
          high: one.high,
          shown: one.importance === null ? "–" : percent(one.importance),
          between: between(one.low, one.high),
        }))}
      />
    </Surface>
  );
}
