import { SegmentedControl, SimpleGrid, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Band, Curve, Stand } from "@/pages/studies/marks";
import { Plot } from "@/pages/studies/Plot";
import { usePlanning } from "@/pages/studies/planning";
import { domainOf } from "@/pages/studies/plot";
import type { GaborGranger, Optimum } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { useBetween } from "@/pages/studies/words";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

/** Who would buy at which price, and what that brings in. */
export function Ladder({ ladder }: { ladder: GaborGranger }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent } = useFormats();
  const between = useBetween(names.price);
  const best = (name: "revenue" | "profit", one: Optimum | null) => (
    <Stat
      label={t(`ladder.${name}`)}
      value={one ? names.price(one.price) : "–"}
      hint={one && `${between(one.low, one.high)} ${t("ladder.flat", { low: names.price(one.flat_low), high: names.price(one.flat_high), share: percent(one.share) })}`}
    />
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {best("revenue", ladder.revenue)}
        {ladder.cost > 0 && best("profit", ladder.profit)}
      </SimpleGrid>
      <Demand ladder={ladder} />
    </>
  );
}

function Demand({ ladder }: { ladder: GaborGranger }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent, number } = useFormats();
  const [measure, setMeasure] = useState("share");
  const points = ladder.demand.toSorted((one, other) => one.price - other.price);
  const prices = points.map((one) => one.price);
  // What a price earns is its margin times the share, so its band is that of the share.
  const worth = (price: number) => (measure === "share" ? 1 : price - (measure === "profit" ? ladder.cost : 0));
  const of = (name: "low" | "high" | "smoothed") => points.map((one) => (one[name] === null ? null : one[name] * worth(one.price)));
  const [low, high, middle] = [of("low"), of("high"), of("smoothed")];
  const shown = measure === "share" ? percent : names.price;
  const optimum = measure === "share" ? null : ladder[measure as "revenue" | "profit"];
  const measures = ["share", "revenue", ...(ladder.cost > 0 ? ["profit"] : [])].map((value) => ({ value, label: t(`axis.${value}`) }));
  return (
    <Surface title={t("ladder.title")} aside={<SegmentedControl size="xs" aria-label={t("price.measure")} data={measures} value={measure} onChange={setMeasure} />}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("ladder.text", { n: number(ladder.base), wrong: number(ladder.inconsistent) })}
      </Text>
      <Plot
        label={t("ladder.title")}
        x={domainOf(prices, false)}
        y={measure === "share" ? [0, 1] : domainOf([...high, ...middle])}
        xTitle={t("axis.price")}
        yTitle={t(`axis.${measure}`)}
        xShown={names.price}
        yShown={shown}
        stops={prices}
        read={(place) => t("ladder.read", { price: names.price(prices[place] ?? 0), value: shown(middle[place] ?? 0), low: shown(low[place] ?? 0), high: shown(high[place] ?? 0), n: number(points[place]?.asked ?? 0) })}
      >
        {(scales) => (
          <>
            <Band scales={scales} xs={prices} low={low} high={high} tone="one" />
            {optimum && <Stand scales={scales} at={optimum.price} low={optimum.low} high={optimum.high} words={t("price.best", { price: names.price(optimum.price) })} />}
            <Curve scales={scales} xs={prices} ys={middle} tone="one" />
            {points.map((one, place) => (
              <circle key={one.price} className={classes.spot} cx={scales.x(one.price)} cy={scales.y(middle[place] ?? 0)} r={4.5} />
            ))}
          </>
        )}
      </Plot>
    </Surface>
  );
}
