import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { ItemWorth } from "@/pages/studies/shapes";
import { useRange } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

/** The chance of each item to be the best of all, and how often it was picked. */
export function ItemShares({ items }: { items: ItemWorth[] }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent, number } = useFormats();
  const between = useRange(percent);
  const sorted = items.toSorted((one, other) => (other.share ?? 0) - (one.share ?? 0));
  return (
    <Surface title={t("maxdiff.title")}>
      <Text size="sm" c="dimmed" mb="md">
        {t("maxdiff.text", { chance: percent(1 / Math.max(1, items.length)) })}
      </Text>
      <IntervalRows
        label={t("maxdiff.title")}
        rows={sorted.map((one) => ({
          key: one.item,
          label: (
            <>
              {names.item(one.item, one.label)}
              <Text span size="xs" c="dimmed" display="block">
                {t("maxdiff.counts", { shown: number(one.shown), best: number(one.best), worst: number(one.worst) })}
              </Text>
            </>
          ),
          value: one.share,
          low: one.low,
          high: one.high,
          shown: one.share === null ? "–" : percent(one.share),
          between: between(one.low, one.high),
        }))}
      />
    </Surface>
  );
}
