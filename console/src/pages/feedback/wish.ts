// The filter of the page: read from the address, written to it, and said to the API. Pure.
import type { Query } from "@/api/client";

export const KEYS = [
  "survey", "question", "source", "language", "sentiment", "score", "waited_over", "aspect", "topic", "trait",
  "trait_value", "search", "since", "until",
] as const;
export type Key = (typeof KEYS)[number];
/** `since` and `until` are days as YYYY-MM-DD, both included. */
export type Wish = Partial<Record<Key, string>>;

const DAY = /^\d{4}-\d\d-\d\d$/;

export function wishOf(search: Record<string, unknown>): Wish {
  const wish: Wish = {};
  for (const key of KEYS) {
    const value = search[key];
    // The router reads ?search=300 as a number.
    if (typeof value === "string" || typeof value === "number") wish[key] = String(value);
  }
  return clean(wish);
}

/** A question belongs to its survey, a value to its trait; days must be days. */
export function clean(wish: Wish): Wish {
  const kept = Object.entries(wish).filter(
    ([key, value]) => value && (key !== "since" && key !== "until" ? true : DAY.test(value)),
  );
  const found = Object.fromEntries(kept) as Wish;
  if (!found.survey) delete found.question;
  if (!found.trait || !found.trait_value) {
    delete found.trait;
    delete found.trait_value;
  }
  return found;
}

export function queryOf(wish: Wish): Query {
  const { since, until, ...rest } = clean(wish);
  return { ...rest, since: since ? startOf(since, 0) : null, until: until ? startOf(until, 1) : null };
}

/** Midnight where the reader is, so many days later. */
function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export function dayOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function daysAgo(days: number, now = new Date()): string {
  return dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));
}

export function isSame(one: Wish, other: Wish): boolean {
  const [a, b] = [clean(one), clean(other)];
  return KEYS.every((key) => a[key] === b[key]);
}

/** Questions that are one click away; their words are in the texts under `ready`. */
export function readyQuestions(now = new Date()): { name: string; wish: Wish }[] {
  return [
    { name: "waited", wish: { score: "low", waited_over: "300", sentiment: "negative" } },
    { name: "low", wish: { score: "low", sentiment: "negative" } },
    { name: "high", wish: { score: "high", sentiment: "positive" } },
    { name: "delivery", wish: { aspect: "delivery", sentiment: "negative" } },
    { name: "even", wish: { score: "high", sentiment: "negative" } },
    { name: "talks", wish: { source: "conversation", sentiment: "negative" } },
    { name: "week", wish: { since: daysAgo(6, now) } },
  ];
}
