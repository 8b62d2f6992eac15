// Where shares stand on a bar from 0 to 100 %. Pure.
import type { Estimate } from "@/pages/versions/shapes";

export interface Drawn {
  value: number;
  low: number;
  wide: number;
}

/** An interval is never thinner than a line, or nobody would see it. */
export function drawn({ value, low, high }: Estimate): Drawn {
  const at = (share: number) => Math.min(Math.max(share, 0), 1) * 100;
  return { value: at(value), low: Math.min(at(low), 99), wide: Math.max(at(high) - at(low), 1) };
}

export type Verdict = "better" | "worse" | "same";

/** Worse or better only when the intervals do not touch. */
export function verdictOf(now: Estimate, before: Estimate | null | undefined): Verdict {
  if (!before) return "same";
  if (now.low > before.high) return "better";
  return now.high < before.low ? "worse" : "same";
}
