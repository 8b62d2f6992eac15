// Axes and a frame in SVG for curves and points. What is drawn inside gets the scales; figures are read by pointer or arrow keys.
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";

import { type Domain, nearest, scale, ticks } from "@/pages/studies/plot";
import classes from "@/pages/studies/Studies.module.css";

export interface Scales {
  x: (value: number) => number;
  y: (value: number) => number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface PlotProps {
  label: string;
  x: Domain;
  y: Domain;
  xTitle: string;
  yTitle: string;
  xShown: (value: number) => string;
  yShown: (value: number) => string;
  height?: number;
  /** Places on the x axis that can be read, and what is said of each. */
  stops?: number[];
  read?: (place: number) => string;
  children: (scales: Scales) => ReactNode;
}

const MARGIN = { left: 56, right: 16, top: 28, bottom: 44 };

export function Plot({ label, x, y, xTitle, yTitle, xShown, yShown, height = 280, stops, read, children }: PlotProps) {
  const { ref, width: measured } = useElementSize<HTMLDivElement>();
  const [place, setPlace] = useState<number | null>(null);
  const width = measured || 600;
  const box = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
  const scales: Scales = { ...box, x: scale(x, box.left, box.right), y: scale(y, box.bottom, box.top) };
  const canRead = stops !== undefined && read !== undefined && stops.length > 0;
  const shown = canRead && place !== null ? Math.min(place, stops.length - 1) : null;
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    if (!canRead) return;
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setPlace(nearest(stops.map(scales.x), at));
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -5, PageUp: 5 }[event.key];
    if (!canRead || !by) return;
    event.preventDefault();
    setPlace((now) => Math.min(Math.max((now ?? (by > 0 ? -1 : stops.length)) + by, 0), stops.length - 1));
  };
  const value = shown === null ? null : (stops?.[shown] ?? null);
  const drawing = (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden onPointerMove={follow} onPointerLeave={() => setPlace(null)}>
      <Axes {...{ scales, x, y, xTitle, yTitle, xShown, yShown, height, width }} />
      {children(scales)}
      {value !== null && <line className={classes.guide} x1={scales.x(value)} x2={scales.x(value)} y1={box.top} y2={box.bottom} />}
    </svg>
  );
  return (
    <figure className={classes.figure}>
      {canRead ? (
        <div
          ref={ref}
          className={classes.plot}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-valuemin={stops[0]}
          aria-valuemax={stops.at(-1)}
          aria-valuenow={value ?? stops[0]}
          aria-valuetext={shown === null ? label : read(shown)}
          onKeyDown={step}
          onBlur={() => setPlace(null)}
        >
          {drawing}
        </div>
      ) : (
        <div ref={ref} className={classes.plot} role="img" aria-label={label}>
          {drawing}
        </div>
      )}
      {canRead && (
        <figcaption className={`${classes.reading} fl-number`} aria-hidden>
          {shown === null ? "\u00a0" : read(shown)}
        </figcaption>
      )}
    </figure>
  );
}

type AxesProps = Pick<PlotProps, "x" | "y" | "xTitle" | "yTitle" | "xShown" | "yShown"> & { scales: Scales; height: number; width: number };

function Axes({ scales, x, y, xTitle, yTitle, xShown, yShown, height, width }: AxesProps) {
  const { left, right, top, bottom } = scales;
  return (
    <g>
      {ticks(y, 5).map((one) => (
        <g key={one}>
          <line className={classes.grid} x1={left} x2={right} y1={scales.y(one)} y2={scales.y(one)} />
          <text className={classes.tick} x={left - 8} y={scales.y(one) + 4} textAnchor="end">
            {yShown(one)}
          </text>
        </g>
      ))}
      {ticks(x, Math.max(3, Math.floor((right - left) / 90))).map((one) => (
        <text key={one} className={classes.tick} x={scales.x(one)} y={bottom + 18} textAnchor="middle">
          {xShown(one)}
        </text>
      ))}
      <line className={classes.grid} x1={left} x2={right} y1={bottom} y2={bottom} />
      <text className={classes.tick} x={(left + right) / 2} y={height - 6} textAnchor="middle">
        {xTitle}
      </text>
      <text className={classes.tick} x={4} y={top - 14} textAnchor="start" fontWeight={600}>
        {width > 0 && yTitle}
      </text>
    </g>
  );
}
