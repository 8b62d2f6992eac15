import { SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { IntervalLegend, IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Result } from "@/pages/studies/shapes";
import { useRange, useSigned } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

/** What each level is worth, attribute by attribute, on one axis for all. */
export function PartWorths({ rows }: { rows: Result["part_worths"] }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const signed = useSigned();
  const between = useRange(signed);
  const drawn = rows.map((one) => ({
    key: `${one.attribute} ${one.level}`,
    attribute: one.attribute,
    label: one.attribute === one.level ? names.attribute(one.attribute) : names.level(one.attribute, one.level, one.label),
    value: one.value,
    low: one.low,
    high: one.high,
    shown: one.value === null ? "–" : signed(one.value),
    between: between(one.low, one.high),
  }));
  const attributes = [...new Set(rows.map((one) => one.attribute))];
  return (
    <Surface title={t("worth.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("worth.text")}
      </Text>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" verticalSpacing="lg">
        {attributes.map((attribute) => (
          <div key={attribute}>
            <Text size="sm" fw={600} mb={4}>
              {names.attribute(attribute)}
            </Text>
            <IntervalRows label={names.attribute(attribute)} axis={drawn} isLegendElsewhere rows={drawn.filter((one) => one.attribute === attribute)} />
          </div>
        ))}
      </SimpleGrid>
      <IntervalLegend />
    </Surface>
  );
}
