import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { heights } from "@/pages/reports/scale";
import { useLooking } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import type { NumberResult, QuestionResult } from "@/pages/surveys/results/shapes";
import { PickBars } from "@/shared/PickBars";

interface NumbersProps {
  result: QuestionResult;
  numbers: NumberResult;
  title: string;
}

// The last bin holds its upper end, the others end just below it.
const BELOW = 1e-6;

/** How the numbers are spread, and their middle. */
export function Numbers({ result, numbers, title }: NumbersProps) {
  const { t } = useTranslation("surveys");
  const { number, amount } = useFormats();
  const { open } = useLooking();
  const key = result.key;
  const { histogram } = numbers;
  const tall = heights(histogram.map((one) => one.count));
  const tidy = (value: number) => amount(Math.round(value * 100) / 100);
  return (
    <>
      <PickBars
        classes={{ list: classes.histogram ?? "", ends: classes.ends }}
        bars={histogram.map((bin, place) => {
          const isLast = place === histogram.length - 1;
          const range = t("filter.between", { least: tidy(bin.from), most: tidy(bin.to) });
          const rule = { column: key, least: bin.from, most: isLast ? bin.to : bin.to - BELOW };
          return {
            key: bin.from,
            label: t("results.bin", { range, n: number(bin.count) }),
            tall: tall[place] ?? 0,
            onPick: () => open(t("people.said", { question: title, said: range }), rule),
          };
        })}
        ends={[histogram[0] && tidy(histogram[0].from), histogram.length > 0 ? tidy(histogram.at(-1)?.to ?? 0) : undefined]}
      />
      <Middle numbers={numbers} />
    </>
  );
}

/** Mean with its interval, and the quartiles, in words. */
export function Middle({ numbers }: { numbers: NumberResult }) {
  const { t } = useTranslation("surveys");
  const { amount } = useFormats();
  const tidy = (value: number | null) => (value === null ? "–" : amount(Math.round(value * 100) / 100));
  return (
    <Group gap="md" mt="xs">
      <Text size="sm" className="fl-number">
        {numbers.low === null ? t("results.mean", { mean: tidy(numbers.mean) }) : t("results.meanRange", { mean: tidy(numbers.mean), low: tidy(numbers.low), high: tidy(numbers.high) })}
      </Text>
      <Text size="sm" c="dimmed" className="fl-number">
        {t("results.quartiles", { median: tidy(numbers.median), p25: tidy(numbers.p25), p75: tidy(numbers.p75) })}
      </Text>
    </Group>
  );
}
