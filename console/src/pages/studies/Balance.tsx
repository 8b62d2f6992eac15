import { SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Design } from "@/pages/studies/shapes";
import { Surface } from "@/shared/Surface";

/** How often each level or item is shown: what is shown seldom is known badly. */
export function Balance({ design }: { design: Design }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { number, percent } = useFormats();
  const rowsOf = (counts: Record<string, number>, nameOf: (code: string) => string) =>
    Object.entries(counts).map(([code, count]) => ({ key: code, label: nameOf(code), value: count, shown: t("design.times", { n: number(count) }) }));
  const items = rowsOf(design.shown, names.item);
  if (items.length === 0 && design.attributes.length === 0) return null;
  return (
    <Surface title={t("design.balance")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("design.balanceText")}
      </Text>
      {items.length > 0 && <IntervalRows label={t("design.balance")} rows={items} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        {design.attributes.map((one) => (
          <div key={one.attribute}>
            <Text size="sm" fw={600} mb={4}>
              {names.attribute(one.attribute)}
            </Text>
            <IntervalRows label={names.attribute(one.attribute)} rows={rowsOf(one.counts, (code) => names.level(one.attribute, code))} />
            <Text size="xs" c="dimmed" mt={6}>
              {t("design.overlap", { n: percent(one.overlap), least: percent(one.least_overlap) })}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Surface>
  );
}
