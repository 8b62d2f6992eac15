import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { ForesightFigures, Rate } from "@/pages/learning/shapes";
import { Chart } from "@/shared/Chart";

type Weeks = ForesightFigures["weeks"];

const share = (value: number) => Math.round(value * 1000) / 10;

/** A line with its 95 % interval as a band: an invisible floor and what lies on it. */
function band(name: string, rates: Rate[], color: string, stack: string) {
  const quiet = { type: "line", stack, symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return [
    { ...quiet, name: `${name} low`, data: rates.map((one) => share(one.low)) },
    {
      ...quiet,
      name: `${name} high`,
      data: rates.map((one) => share(one.high) - share(one.low)),
      areaStyle: { color, opacity: 0.14 },
    },
    {
      type: "line",
      name,
      data: rates.map((one) => share(one.value)),
      symbolSize: 7,
      lineStyle: { width: 2.4, color },
      itemStyle: { color },
    },
  ];
}

export function HitChart({ weeks }: { weeks: Weeks }) {
  const { t } = useTranslation("learning");
  const { day, percent, number } = useFormats();
  const [ours, menu] = [t("foresight.ours"), t("foresight.menu")];
  const option = useMemo(
    () => ({
      animation: false,
      grid: { left: 48, right: 16, top: 36, bottom: 28 },
      legend: { data: [ours, menu], top: 0, left: 0 },
      tooltip: { trigger: "axis", valueFormatter: (value: unknown) => `${number(Number(value))}%` },
      xAxis: { type: "category", boundaryGap: weeks.length < 2, data: weeks.map((one) => day(one.week)) },
      yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" } },
      series: [
        ...band(ours, weeks.map((one) => one.foresight), "#4c6ef5", "ours"),
        ...band(menu, weeks.map((one) => one.menu), "#e8890c", "menu"),
      ],
    }),
    [weeks, ours, menu, day, number],
  );
  const last = weeks.at(-1);
  const label = t("foresight.chart", { ours: percent(last?.foresight.value ?? 0), menu: percent(last?.menu.value ?? 0) });
  return <Chart option={option} label={label} height={280} />;
}
