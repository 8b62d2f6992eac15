// What stands inside a plot: curves, bands of certainty, and marked places.
import type { Scales } from "@/pages/studies/Plot";
import classes from "@/pages/studies/Studies.module.css";

export type Tone = "one" | "two" | "three" | "four";

interface CurveProps {
  scales: Scales;
  xs: number[];
  ys: (number | null)[];
  tone: Tone;
}

/** Told apart by its dashes as well as by its colour. */
export function Curve({ scales, xs, ys, tone }: CurveProps) {
  const points = ys.flatMap((y, place) => (y === null ? [] : [`${scales.x(xs[place] ?? 0)},${scales.y(y)}`]));
  return <polyline className={classes.curve} data-tone={tone} points={points.join(" ")} />;
}

interface BandProps {
  scales: Scales;
  xs: number[];
  low: (number | null)[];
  high: (number | null)[];
  tone: Tone;
}

export function Band({ scales, xs, low, high, tone }: BandProps) {
  const known = xs.map((x, place) => [x, low[place], high[place]] as const).filter(([, from, to]) => typeof from === "number" && typeof to === "number");
  const up = known.map(([x, , to]) => `${scales.x(x)},${scales.y(to ?? 0)}`);
  const down = known.toReversed().map(([x, from]) => `${scales.x(x)},${scales.y(from ?? 0)}`);
  return <polygon className={classes.band} data-tone={tone} points={[...up, ...down].join(" ")} />;
}

interface StandProps {
  scales: Scales;
  at: number;
  low?: number | null;
  high?: number | null;
  words: string;
  /** Which line of words, where several would lie on each other. */
  line?: number;
}

/** A marked place on the x axis with its interval behind it, and what it is called. */
export function Stand({ scales, at, low, high, words, line = 0 }: StandProps) {
  const x = scales.x(at);
  const isRight = x > (scales.left + scales.right) / 2;
  const hasSpan = typeof low === "number" && typeof high === "number";
  return (
    <g>
      {hasSpan && (
        <rect className={classes.standSpan} x={scales.x(low)} width={Math.max(1, scales.x(high) - scales.x(low))} y={scales.top} height={scales.bottom - scales.top} />
      )}
      <line className={classes.stand} x1={x} x2={x} y1={scales.top} y2={scales.bottom} />
      <text className={classes.standWords} x={x + (isRight ? -6 : 6)} y={scales.top + 12 + line * 17} textAnchor={isRight ? "end" : "start"}>
        {words}
      </text>
    </g>
  );
}

export function Legend({ lines }: { lines: { tone: Tone; words: string }[] }) {
  return (
    <ul className={classes.legend}>
      {lines.map((one) => (
        <li key={one.tone}>
          <svg width={30} height={10} aria-hidden>
            <line className={classes.curve} data-tone={one.tone} x1={1} x2={29} y1={5} y2={5} />
          </svg>
          {one.words}
        </li>
      ))}
    </ul>
  );
}
