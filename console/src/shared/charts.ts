// The only file that imports ECharts, so that it stays in one lazy chunk.
import { BarChart, FunnelChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

register([
  AriaComponent,
  BarChart,
  FunnelChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TooltipComponent,
]);

export function startChart(box: HTMLDivElement, dark: boolean) {
  const text = dark ? "#a3abba" : "#5b6474";
  const line = dark ? "#2a2f3a" : "#e4e7ee";
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: text },
    splitLine: { lineStyle: { color: line } },
  };
  const theme = {
    color: dark ? ["#748ffc", "#38d9a9", "#ffc078", "#da77f2"] : ["#3b5bdb", "#0ca678", "#e8890c", "#ae3ec9"],
    backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    legend: { textStyle: { color: text } },
    tooltip: { backgroundColor: dark ? "#232833" : "#fff", borderColor: line, textStyle: { color: dark ? "#e6e9f0" : "#1b2130" } },
    categoryAxis: axis,
    valueAxis: axis,
  };
  return init(box, theme, { renderer: "svg" });
}
