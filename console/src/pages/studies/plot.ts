// Scales and ticks of a drawing. Pure.

export type Domain = [number, number];

/** About `wanted` round numbers within the domain. */
export function ticks([low, high]: Domain, wanted: number): number[] {
  const raw = (high - low) / Math.max(1, wanted);
  if (!(raw > 0) || !Number.isFinite(raw)) return [low];
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * size).find((one) => one >= raw * 0.999) ?? size * 10;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}

/** A number of the domain as a place between two ends. */
export function scale([low, high]: Domain, from: number, to: number): (value: number) => number {
  const width = high - low || 1;
  return (value) => from + ((value - low) / width) * (to - from);
}

/** The domain of all that is there, with a little air above. */
export function domainOf(values: (number | null | undefined)[], zero = true): Domain {
  const known = values.filter((one): one is number => typeof one === "number" && Number.isFinite(one));
  const low = Math.min(...known, zero ? 0 : Infinity);
  const high = Math.max(...known, zero ? 0 : -Infinity);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const air = (high - low || 1) * 0.06;
  return [low < 0 || !zero ? low - air : low, high + air];
}

/** The place in `values`, which rise, that lies nearest. */
export function nearest(values: number[], wanted: number): number {
  let best = 0;
  for (let place = 1; place < values.length; place += 1) {
    if (Math.abs((values[place] ?? 0) - wanted) < Math.abs((values[best] ?? 0) - wanted)) best = place;
  }
  return best;
}

export interface Span {
  value: number | null;
  low?: number | null | undefined;
  high?: number | null | undefined;
}

/** One axis for all rows, zero on it, so that bars can be compared; in percent of the width. */
export function axisOf(rows: Span[]): (value: number) => number {
  const all = rows.flatMap((one) => [one.value, one.low, one.high]);
  const known = all.filter((one): one is number => typeof one === "number" && Number.isFinite(one));
  const low = Math.min(0, ...known);
  const high = Math.max(0, ...known);
  const air = low < 0 ? (high - low || 1) * 0.03 : 0;
  return scale([low - air, high + (high - low || 1) * 0.03], 0, 100);
}
