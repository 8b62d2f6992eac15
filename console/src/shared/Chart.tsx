// ECharts in its own chunk, drawn in the colours of the theme; the label and the table beside it speak for it.
import { Skeleton, useComputedColorScheme } from "@mantine/core";
import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef, useState } from "react";

interface ChartProps {
  option: EChartsCoreOption;
  label: string;
  height?: number;
  /** A bar or point was clicked: the name of its place and of its series. */
  onPick?: (picked: { place: number; name: string; series: string }) => void;
}

type Drawing = Awaited<ReturnType<typeof open>>;

async function open(box: HTMLDivElement, dark: boolean) {
  const { startChart } = await import("@/shared/charts");
  return startChart(box, dark);
}

export function Chart({ option, label, height = 320, onPick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const dark = useComputedColorScheme("light") === "dark";

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let started: Drawing | null = null;
    let over = false;
    void open(element, dark).then((one) => {
      if (over) one.dispose();
      else setDrawing((started = one));
    });
    const watcher = new ResizeObserver(() => started?.resize());
    watcher.observe(element);
    return () => {
      over = true;
      watcher.disconnect();
      started?.dispose();
      setDrawing(null);
    };
  }, [dark]);

  useEffect(() => {
    drawing?.setOption(option, { notMerge: true });
  }, [drawing, option]);
  useEffect(() => {
    if (!drawing || !onPick) return;
    drawing.on("click", ({ dataIndex, name, seriesName }) =>
      onPick({ place: dataIndex, name, series: seriesName ?? "" }),
    );
    return () => {
      drawing.off("click");
    };
  }, [drawing, onPick]);

  return (
    <div role="img" aria-label={label} style={{ position: "relative", height }}>
      {!drawing && <Skeleton height={height} radius="md" />}
      <div ref={box} style={{ position: "absolute", inset: 0 }} />
    </div>
  );
}
