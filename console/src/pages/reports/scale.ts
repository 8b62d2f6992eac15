// Where values stand in a drawing. Pure.
import type { Interval } from "@/pages/reports/shapes";

/** Heights in percent of the tallest; what is there at all shows at least a line. */
export function heights(values: number[]): number[] {
  const top = Math.max(...values, 0);
  return values.map((value) => (value <= 0 || top === 0 ? 0 : Math.max(2, (value / top) * 100)));
}

export interface Drawn {
  zero: number;
  low: number;
  high: number;
  value: number;
}

/** An interval on an axis that holds zero too, with a little air, in percent of the width. */
export function drawn({ value, low, high }: Interval): Drawn {
  const from = Math.min(low, 0);
  const to = Math.max(high, 0);
  const air = (to - from || 1) * 0.1;
  const at = (x: number) => ((x - from + air) / (to - from + 2 * air || 1)) * 100;
  return { zero: at(0), low: at(low), high: at(high), value: at(value) };
}

export type Verdict = "better" | "worse" | "open";

export function verdictOf({ low, high }: Interval): Verdict {
  if (low > 0) return "better";
  return high < 0 ? "worse" : "open";
}
