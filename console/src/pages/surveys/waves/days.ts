// Spans of whole days to begin with. Pure.
import type { WaveWish } from "@/pages/surveys/waves/shapes";

/** The last `count` months or weeks that are over or running, oldest first. Days as YYYY-MM-DD, the last one included. */
export function spans(unit: "month" | "week", count: number, today: Date, name: (from: Date) => string): WaveWish[] {
  return Array.from({ length: count }, (_, place) => {
    const back = count - 1 - place;
    const from = unit === "month" ? new Date(today.getFullYear(), today.getMonth() - back, 1) : weekOf(today, back);
    const to = unit === "month" ? new Date(from.getFullYear(), from.getMonth() + 1, 0) : new Date(from.getFullYear(), from.getMonth(), from.getDate() + 6);
    return { name: name(from), since: dayOf(from), until: dayOf(to) };
  });
}

function weekOf(today: Date, back: number): Date {
  const monday = (today.getDay() + 6) % 7;
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - monday - 7 * back);
}

export function dayOf(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

/** Waves of the address; whatever is no wave is left out. */
export function wavesOf(value: unknown): WaveWish[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.filter((one): one is WaveWish => {
    if (typeof one !== "object" || one === null) return false;
    const wave = one as Record<string, unknown>;
    return ["name", "since", "until"].every((key) => typeof wave[key] === "string") && ["undefined", "string"].includes(typeof wave["survey"]);
  });
}
