// Days gathered into spans, so that each bar stays wide enough for a finger. Pure.

export interface Day {
  day: string;
  started: number;
  complete: number;
}

export interface Span {
  from: string;
  to: string;
  started: number;
  complete: number;
}

const LENGTHS = [1, 2, 7, 14, 28, 91, 364];
const DAY_MS = 86_400_000;

/** At most `most` spans of equal length, the last one ending with the newest day. Days nobody began on are empty spans. */
export function spansOf(days: Day[], most: number): Span[] {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return [];
  const all = numberOf(last.day) - numberOf(first.day) + 1;
  const length = LENGTHS.find((one) => Math.ceil(all / one) <= most) ?? Math.ceil(all / most);
  const count = Math.ceil(all / length);
  const start = numberOf(last.day) - count * length + 1;
  const found = Array.from({ length: count }, (_, place) => ({ from: dayOf(start + place * length), to: dayOf(start + (place + 1) * length - 1), started: 0, complete: 0 }));
  for (const one of days) {
    const span = found[Math.floor((numberOf(one.day) - start) / length)];
    if (!span) continue;
    span.started += one.started;
    span.complete += one.complete;
  }
  return found;
}

const numberOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayOf = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10);
