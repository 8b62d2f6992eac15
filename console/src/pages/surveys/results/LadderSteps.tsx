import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useWords } from "@/pages/surveys/results/looking";
import { Ranged } from "@/pages/surveys/results/Ranged";
import classes from "@/pages/surveys/results/Results.module.css";
import type { Ladder } from "@/pages/surveys/results/shapes";

/** Who would still buy at each price, and the price that brings the most from a hundred people. */
export function LadderSteps({ ladder }: { ladder: Ladder }) {
  const { t } = useTranslation("surveys");
  const { percent, amount } = useFormats();
  const words = useWords();
  const best = ladder.revenue;
  const tidy = (value: number) => amount(Math.round(value * 100) / 100);
  return (
    <Stack gap="xs">
      <div className={classes.bars}>
        {ladder.demand.map((one) => (
          <Ranged
            key={one.price}
            label={best?.price === one.price ? t("ladder.bestPrice", { price: amount(one.price) }) : t("ladder.price", { price: amount(one.price) })}
            value={one.smoothed}
            low={one.low}
            high={one.high}
            tone={best?.price === one.price ? "best" : undefined}
            figures={t("ladder.figures", { share: percent(one.smoothed), revenue: tidy(one.revenue * 100) })}
          />
        ))}
      </div>
      {best && (
        <Group gap="xs" mt="xs">
          <Badge color="teal">{t("ladder.optimum")}</Badge>
          <Text size="sm" className="fl-number">
            {best.low !== null && best.high !== null ? t("ladder.optimumRange", { price: amount(best.price), low: amount(best.low), high: amount(best.high) }) : amount(best.price)}
            {best.flat_high > best.flat_low && ` · ${t("ladder.flat", { low: amount(best.flat_low), high: amount(best.flat_high) })}`}
          </Text>
        </Group>
      )}
      {ladder.warnings.map((one) => (
        <Alert key={one.code} color="yellow" variant="light" p="xs">
          {words(one.words)}
        </Alert>
      ))}
    </Stack>
  );
}
