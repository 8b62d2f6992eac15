import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Result } from "@/pages/studies/shapes";
import { useRange } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

/** What people would pay more for a level than for the first of its attribute. */
export function Willingness({ rows }: { rows: Result["willingness"] }) {
  const { t } = useTranslation("studies");
  const { plan, names } = usePlanning();
  const between = useRange(names.price);
  const labelOf = ({ attribute, level, label }: Result["willingness"][number]) => {
    const first = plan.attributes.find((one) => one.code === attribute)?.levels[0];
    if (!level || level === attribute) return t("pay.unit", { name: names.attribute(attribute, label) });
    return first ? t("pay.instead", { name: names.level(attribute, level, label), first: names.level(attribute, first.code) }) : names.level(attribute, level, label);
  };
  const shown = rows.filter((one) => one.attribute !== "none");
  return (
    <Surface title={t("pay.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("pay.text")}
      </Text>
      <IntervalRows
        label={t("pay.title")}
        rows={shown.map((one) => ({
          key: one.name,
          label: labelOf(one),
          value: one.value,
          low: one.low,
          high: one.high,
          shown: one.value === null ? t("pay.unsure") : names.price(one.value),
          between: between(one.low, one.high),
        }))}
      />
    </Surface>
  );
}
