import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Stand } from "@/pages/studies/marks";
import { Plot } from "@/pages/studies/Plot";
import type { Result } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";

/** How well each person's answers fit together; those who guess lie about the line. */
export function Histogram({ quality }: { quality: NonNullable<Result["quality"]> }) {
  const { t } = useTranslation("studies");
  const { number, percent } = useFormats();
  const { histogram, chance } = quality;
  const wide = 1 / Math.max(1, histogram.length);
  const middles = histogram.map((_, place) => (place + 0.5) * wide);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("rlh.text", { mean: percent(quality.mean), chance: percent(chance), share: percent(quality.guessing), n: number(quality.suspects) })}
      </Text>
      <Plot
        label={t("rlh.title")}
        x={[0, 1]}
        y={[0, Math.max(1, ...histogram) * 1.08]}
        xTitle={t("rlh.axis")}
        yTitle={t("axis.count")}
        xShown={percent}
        yShown={number}
        height={220}
        stops={middles}
        read={(place) => t("rlh.read", { low: percent(place * wide), high: percent((place + 1) * wide), n: number(histogram[place] ?? 0) })}
      >
        {(scales) => (
          <>
            {histogram.map((count, place) => (
              // oxlint-disable-next-line react/no-array-index-key -- the place is what the bar is about
              <rect key={place} className={classes.column} x={scales.x(place * wide) + 1} width={Math.max(1, scales.x(wide) - scales.x(0) - 2)} y={scales.y(count)} height={Math.max(0, scales.bottom - scales.y(count))} />
            ))}
            <Stand scales={scales} at={chance} words={t("rlh.chance")} />
          </>
        )}
      </Plot>
    </>
  );
}
