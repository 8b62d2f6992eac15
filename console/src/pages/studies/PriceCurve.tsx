import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Band, Curve, Stand } from "@/pages/studies/marks";
import { Plot } from "@/pages/studies/Plot";
import { usePlanning } from "@/pages/studies/planning";
import { domainOf } from "@/pages/studies/plot";
import type { PricePlace, PriceView } from "@/pages/studies/shapes";
import classes from "@/pages/studies/Studies.module.css";
import { Surface } from "@/shared/Surface";

/** The goal over the price with its band, the best price on it, and below it the share. */
export function PriceCurve({ view, now }: { view: PriceView; now: number }) {
  const { t } = useTranslation("studies");
  const { search } = view;
  return (
    <Surface title={t("price.curve")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("price.curveText")}
      </Text>
      {search.goal !== "share" && <One view={view} now={now} measure="profit" words={search.goal} />}
      <One view={view} now={now} measure="share" words="share" />
    </Surface>
  );
}

interface OneProps {
  view: PriceView;
  now: number;
  measure: "share" | "profit";
  words: string;
}

function One({ view, now, measure, words }: OneProps) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent } = useFormats();
  const { search } = view;
  const { curve } = search;
  const of = (name: keyof PricePlace) => curve.map((one) => one[name]);
  const prices = curve.map((one) => one.price);
  const [middle, low, high] = [of(measure), of(`${measure}_low`), of(`${measure}_high`)];
  const shown = measure === "share" ? percent : names.price;
  const read = (place: number) => {
    const [value, from, to] = [middle[place] ?? 0, low[place], high[place]];
    const between = typeof from === "number" && typeof to === "number" ? t("between", { low: shown(from), high: shown(to) }) : "";
    return `${names.price(prices[place] ?? 0)} · ${t(`axis.${words}`)} ${shown(value)} ${between}`;
  };
  const isInside = now >= (prices[0] ?? 0) && now <= (prices.at(-1) ?? 0);
  return (
    <Plot
      label={t("price.label", { measure: t(`axis.${words}`), price: names.price(search.price) })}
      x={[prices[0] ?? 0, prices.at(-1) ?? 1]}
      y={domainOf([...middle, ...low, ...high])}
      xTitle={t("axis.price")}
      yTitle={t(`axis.${words}`)}
      xShown={names.price}
      yShown={shown}
      height={measure === "share" && search.goal !== "share" ? 200 : 300}
      stops={prices}
      read={read}
    >
      {(scales) => (
        <>
          <Band scales={scales} xs={prices} low={low} high={high} tone="one" />
          <Stand scales={scales} at={search.price} low={search.low} high={search.high} words={t("price.best", { price: names.price(search.price) })} />
          {isInside && <line className={classes.now} x1={scales.x(now)} x2={scales.x(now)} y1={scales.top} y2={scales.bottom} />}
          <Curve scales={scales} xs={prices} ys={middle} tone="one" />
        </>
      )}
    </Plot>
  );
}
