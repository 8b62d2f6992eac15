import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Turf } from "@/pages/studies/shapes";
import { useRange, usePoints } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

const SHOWN = 5;

/** Which few reach the most people: the best of each size, and what each further one adds. */
export function TurfSteps({ turf }: { turf: Turf }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent, number } = useFormats();
  const points = usePoints();
  return (
    <>
      <Sets turf={turf} />
      <Surface title={t("turf.steps")}>
        <Text size="sm" c="dimmed" mb="md">
          {t("turf.stepsText", { n: number(turf.base) })}
        </Text>
        <IntervalRows
          label={t("turf.steps")}
          rows={turf.ladder.map((step, place) => ({
            key: step.item,
            label: `${place + 1}. ${names.item(step.item)}`,
            value: step.reach,
            before: place === 0 ? null : (turf.ladder[place - 1]?.reach ?? null),
            shown: percent(step.reach),
            between: points(step.gain),
          }))}
        />
      </Surface>
    </>
  );
}

function Sets({ turf }: { turf: Turf }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent, amount } = useFormats();
  const between = useRange(percent);
  const [size, setSize] = useState(turf.sizes.at(-1)?.size ?? 0);
  const found = turf.sizes.find((one) => one.size === size);
  if (!found) return null;
  const sizes = turf.sizes.map((one) => ({ value: String(one.size), label: t("turf.size", { count: one.size }) }));
  return (
    <Surface title={t("turf.sets")} aside={<SegmentedControl size="xs" aria-label={t("turf.sets")} data={sizes} value={String(size)} onChange={(value) => setSize(Number(value))} />}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("turf.setsText", { count: turf.depth })} {found.tied > 1 && t("turf.tied", { n: found.tied })} {!found.is_exact && t("turf.inexact")}
        </Text>
        <IntervalRows
          label={t("turf.sets")}
          rows={found.best.slice(0, SHOWN).map((set) => ({
            key: set.items.join(" "),
            label: set.items.map((item) => names.item(item)).join(" + "),
            value: set.reach,
            low: set.low,
            high: set.high,
            shown: percent(set.reach),
            between: `${between(set.low, set.high)} ${t("turf.frequency", { n: amount(set.frequency) })}`,
          }))}
        />
      </Stack>
    </Surface>
  );
}
