/**
 * Chance that is the same in the browser and on the server: a counter through a 32-bit mixer, no state.
 * Number k of a stream is mix((seed ^ fnv1a(name)) + (k + 1) * 0x9E3779B9); an order is a Fisher-Yates from the end.
 */
import type { Order } from "./types";

const BOTH = 4294967296;

export function fnv1a(name: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

export function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export class Chance {
  private readonly start: number;
  private count = 0;

  constructor(seed: number, name: string) {
    this.start = (seed ^ fnv1a(name)) | 0;
  }

  below(number: number): number {
    return Math.floor((this.next() * number) / BOTH);
  }

  private next(): number {
    this.count += 1;
    return mix((this.start + Math.imul(this.count, 0x9e3779b9)) | 0);
  }
}

/** The items in the order of this respondent; a fixed one keeps its place. */
export function reorder<Item>(items: Item[], fixed: boolean[], order: Order, seed: number, name: string): Item[] {
  let free = items.filter((_, place) => !fixed[place]);
  const chance = new Chance(seed, name);
  if (order === "random") {
    for (let last = free.length - 1; last > 0; last--) {
      const place = chance.below(last + 1);
      [free[last], free[place]] = [free[place] as Item, free[last] as Item];
    }
  } else if (order === "rotate" && free.length) {
    const start = chance.below(free.length);
    free = [...free.slice(start), ...free.slice(0, start)];
  } else if (order === "flip" && chance.below(2)) {
    free.reverse();
  }
  let next = 0;
  return items.map((item, place) => (fixed[place] ? item : (free[next++] as Item)));
}

/** `number` of the items by chance, in their order, beside the fixed ones; all when number is 0. */
export function picked<Item>(items: Item[], fixed: boolean[], number: number, seed: number, name: string): Item[] {
  const places = items.map((_, place) => place).filter((place) => !fixed[place]);
  if (!(number > 0 && number < places.length)) return [...items];
  const loose = places.map(() => false);
  const drawn = new Set(reorder(places, loose, "random", seed, `${name}/pick`).slice(0, number));
  return items.filter((_, place) => fixed[place] || drawn.has(place));
}
