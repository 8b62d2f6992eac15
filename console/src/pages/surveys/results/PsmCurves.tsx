// Price sensitivity: the four curves, each with its own stroke and sign, and the four points they cross in.
import { Alert, Stack, Table, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useWords } from "@/pages/surveys/results/looking";
import type { Psm } from "@/pages/surveys/results/shapes";
import { Chart } from "@/shared/Chart";

const CURVES = [
  { name: "too_cheap", stroke: "dotted", sign: "circle" },
  { name: "cheap", stroke: "solid", sign: "triangle" },
  { name: "expensive", stroke: "solid", sign: "rect" },
  { name: "too_expensive", stroke: "dashed", sign: "diamond" },
] as const;
const POINTS = ["lower", "indifference", "optimum", "upper"] as const;

export function PsmCurves({ psm, title }: { psm: Psm; title: string }) {
  const { t } = useTranslation("surveys");
  const { amount, number } = useFormats();
  const words = useWords();
  const option = useMemo(() => {
    const drawn = CURVES.filter(({ name }) => psm.curves[name]);
    const every = Math.max(1, Math.ceil(psm.prices.length / 12));
    return {
      grid: { left: 44, right: 12, top: 56, bottom: 28 },
      legend: { top: 0, itemWidth: 34 },
      tooltip: { trigger: "axis", valueFormatter: (value: number) => `${Math.round(value * 100)} %` },
      xAxis: { type: "value", min: psm.prices[0], max: psm.prices.at(-1) },
      yAxis: { type: "value", min: 0, max: 1, axisLabel: { formatter: (value: number) => `${Math.round(value * 100)} %` } },
      series: drawn.map(({ name, stroke, sign }, place) => ({
        name: t(`psm.${name}`),
        type: "line",
        symbol: sign,
        symbolSize: 7,
        showSymbol: true,
        // A sign here and there tells the curves apart without colour.
        data: (psm.curves[name] ?? []).map((share, at) => ({ value: [psm.prices[at], share], symbolSize: at % every === (place * 3) % every ? 8 : 0 })),
        lineStyle: { type: stroke, width: 2 },
        ...(place === 0 && psm.optimum.price !== null ? { markLine: { silent: true, symbol: "none", label: { formatter: t("psm.optimum") }, data: [{ xAxis: psm.optimum.price }] } } : {}),
      })),
    };
  }, [psm, t]);
  return (
    <Stack gap="sm">
      <Chart option={option} label={t("psm.chart", { title })} height={320} />
      <Table withRowBorders={false} verticalSpacing={4} maw={560}>
        <Table.Tbody>
          {POINTS.map((name) => {
            const { price, low, high } = psm[name];
            const range = typeof low === "number" && typeof high === "number" ? ` (${amount(low)} – ${amount(high)})` : "";
            return (
              <Table.Tr key={name}>
                <Table.Th fw={500}>{t(`psm.${name}`)}</Table.Th>
                <Table.Td ta="right" className="fl-number" style={{ whiteSpace: "nowrap" }}>
                  {price === null ? t("psm.noCrossing") : `${amount(price)}${range}`}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t(psm.intransitive > 0 ? "psm.baseOdd" : "psm.base", { base: number(psm.base), odd: number(psm.intransitive) })}
      </Text>
      {psm.warnings.map((one) => (
        <Alert key={one.code} color="yellow" variant="light" p="xs">
          {words(one.words)}
        </Alert>
      ))}
    </Stack>
  );
}
