// Where a score stands on its own scale, and how it is said. Pure.
import type { ScoreResult } from "@/pages/surveys/results/shapes";

type Score = Pick<ScoreResult, "kind" | "score" | "low" | "high" | "mean" | "scale">;

/** The ends of the axis: NPS from -100 to 100, shares from 0 to 1. */
export function endsOf(kind: Score["kind"]): [number, number] {
  return kind === "nps" ? [-100, 100] : [0, 1];
}

/** In percent of the axis. */
export function placeOf(kind: Score["kind"], value: number): number {
  const [from, to] = endsOf(kind);
  return (Math.min(Math.max(value, from), to) - from) / (to - from) * 100;
}

/** NPS with its sign, shares in percent; the minus sign is the true one. */
export function saidOf(kind: Score["kind"], value: number): string {
  if (kind !== "nps") return `${(Math.round(value * 1000) / 10).toString()} %`;
  const whole = Math.round(value * 10) / 10;
  return whole > 0 ? `+${whole}` : String(whole).replace("-", "−");
}

/** A difference of two scores: points of NPS, or percentage points. */
export function changeOf(kind: Score["kind"], value: number): string {
  const points = Math.round((kind === "nps" ? value : value * 100) * 10) / 10;
  return points > 0 ? `+${points}` : String(points).replace("-", "−");
}
