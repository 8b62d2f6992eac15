import { SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { Curve, Legend, Stand, type Tone } from "@/pages/studies/marks";
import { Plot } from "@/pages/studies/Plot";
import { usePlanning } from "@/pages/studies/planning";
import { domainOf } from "@/pages/studies/plot";
import type { PricePoint, PriceSensitivity } from "@/pages/studies/shapes";
import { useBetween } from "@/pages/studies/words";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

const TONES: Record<string, Tone> = { too_cheap: "one", cheap: "two", expensive: "three", too_expensive: "four" };

export function PsmCurves({ psm }: { psm: PriceSensitivity }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { number, percent } = useFormats();
  const between = useBetween(names.price);
  const shown = Object.keys(TONES).filter((name) => psm.curves[name]);
  const stat = (name: string, point: PricePoint) => (
    <Stat label={t(`psm.${name}`)} value={point.price === null ? "–" : names.price(point.price)} hint={between(point.low, point.high) || t("psm.noInterval")} />
  );
  const read = (place: number) =>
    `${names.price(psm.prices[place] ?? 0)} · ${shown.map((name) => `${t(`psm.curve.${name}`)} ${percent(psm.curves[name]?.[place] ?? 0)}`).join(" · ")}`;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        {stat("lower", psm.lower)}
        {stat("optimum", psm.optimum)}
        {stat("indifference", psm.indifference)}
        {stat("upper", psm.upper)}
      </SimpleGrid>
      <Surface title={t("psm.title")}>
        <Text size="sm" c="dimmed" mb="sm">
          {t("psm.text", { base: number(psm.base), asked: number(psm.asked), removed: number(psm.intransitive + psm.missing) })}
        </Text>
        <Plot
          label={t("psm.title")}
          x={domainOf(psm.prices, false)}
          y={[0, 1]}
          xTitle={t("axis.price")}
          yTitle={t("axis.people")}
          xShown={names.price}
          yShown={percent}
          height={320}
          stops={psm.prices}
          read={read}
        >
          {(scales) => (
            <>
              {psm.lower.price !== null && <Stand scales={scales} at={psm.lower.price} words={t("psm.short.lower")} line={1} />}
              {psm.upper.price !== null && <Stand scales={scales} at={psm.upper.price} words={t("psm.short.upper")} line={2} />}
              {psm.optimum.price !== null && <Stand scales={scales} at={psm.optimum.price} low={psm.optimum.low} high={psm.optimum.high} words={t("psm.short.optimum")} />}
              {shown.map((name) => (
                <Curve key={name} scales={scales} xs={psm.prices} ys={psm.curves[name] ?? []} tone={TONES[name] ?? "one"} />
              ))}
            </>
          )}
        </Plot>
        <Legend lines={shown.map((name) => ({ tone: TONES[name] ?? "one", words: t(`psm.curve.${name}`) }))} />
      </Surface>
      {psm.demand && <Demand demand={psm.demand} />}
    </>
  );
}

function Demand({ demand }: { demand: NonNullable<PriceSensitivity["demand"]> }) {
  const { t } = useTranslation("studies");
  const { names } = usePlanning();
  const { percent, number } = useFormats();
  const read = (place: number) =>
    t("psm.demandRead", { price: names.price(demand.prices[place] ?? 0), reach: percent(demand.reach[place] ?? 0), revenue: names.price(demand.revenue[place] ?? 0) });
  return (
    <Surface title={t("psm.demand")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("psm.demandText", { n: number(demand.base), price: names.price(demand.revenue_price), reach: percent(demand.max_reach), at: names.price(demand.reach_price) })}
      </Text>
      <Plot
        label={t("psm.demand")}
        x={domainOf(demand.prices, false)}
        y={domainOf(demand.revenue)}
        xTitle={t("axis.price")}
        yTitle={t("axis.revenue")}
        xShown={names.price}
        yShown={names.price}
        stops={demand.prices}
        read={read}
      >
        {(scales) => (
          <>
            <Stand scales={scales} at={demand.revenue_price} words={t("psm.short.revenue", { price: names.price(demand.revenue_price) })} />
            <Curve scales={scales} xs={demand.prices} ys={demand.revenue} tone="one" />
          </>
        )}
      </Plot>
    </Surface>
  );
}
