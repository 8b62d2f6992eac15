// Which answers are looked at, as the address says it and as the server wants it. Pure.
import type { AnswerFilter, ColumnFilter, TraitFilter } from "@/pages/surveys/results/shapes";

export type Search = Record<string, unknown>;

export const STATES = ["complete", "partial", "started", "screened", "full"] as const;
export type AnswerState = (typeof STATES)[number];

const KEYS = ["states", "since", "until", "channels", "languages", "versions", "segment", "traits", "answers", "weighted", "flagged", "simulated"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the address may hold of a filter. Whatever somebody typed that is no filter is left out. */
export function filterOf(search: Search): AnswerFilter {
  const found: AnswerFilter = {};
  const states = texts(search["states"]).filter((one): one is AnswerState => (STATES as readonly string[]).includes(one));
  if (states.length > 0) found.states = states;
  for (const name of ["channels", "languages"] as const) {
    const list = texts(search[name]);
    if (list.length > 0) found[name] = list;
  }
  const versions = list(search["versions"]).filter((one): one is number => Number.isInteger(one));
  if (versions.length > 0) found.versions = versions;
  for (const name of ["since", "until"] as const) {
    const day = search[name];
    if (typeof day === "string" && DAY.test(day)) found[name] = day;
  }
  if (typeof search["segment"] === "string" && search["segment"]) found.segment = search["segment"];
  const traits = list(search["traits"]).filter(isTrait);
  if (traits.length > 0) found.traits = traits;
  const answers = list(search["answers"]).filter(isColumn);
  if (answers.length > 0) found.answers = answers;
  if (search["weighted"] === false) found.is_weighted = false;
  if (search["flagged"] === false) found.with_flagged = false;
  if (search["simulated"] === true) found.is_simulated = true;
  return found;
}

/** The part of an address that holds the filter; what is as usual is left out. */
export function searchOf(filter: AnswerFilter): Search {
  const { is_weighted, with_flagged, is_simulated, ...others } = filter;
  const flags = { weighted: is_weighted === false ? false : undefined, flagged: with_flagged === false ? false : undefined, simulated: is_simulated ? true : undefined };
  return Object.fromEntries(Object.entries({ ...others, ...flags }).filter(([, value]) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)));
}

/** The address without any filter. */
export function withoutFilter(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !KEYS.includes(name as (typeof KEYS)[number])));
}

/** As it is sent: whole days in the reader's own zone, the last one included. */
export function bodyOf(filter: AnswerFilter): AnswerFilter {
  const { since, until, ...others } = filter;
  return { ...others, ...(since ? { since: startOf(since, 0) } : {}), ...(until ? { until: startOf(until, 1) } : {}) };
}

function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** How many rules narrow the view. */
export function countOf(filter: AnswerFilter): number {
  return Object.keys(searchOf(filter)).length;
}

/** One rule per column: a second click on the same question replaces the first. */
export function withColumn(filter: AnswerFilter, one: ColumnFilter): AnswerFilter {
  return { ...filter, answers: [...(filter.answers ?? []).filter(({ column }) => column !== one.column), one] };
}

export function withTrait(filter: AnswerFilter, one: TraitFilter): AnswerFilter {
  return { ...filter, traits: [...(filter.traits ?? []).filter(({ name }) => name !== one.name), one] };
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): string[] => list(value).filter((one): one is string => typeof one === "string" && one !== "");

function isTrait(value: unknown): value is TraitFilter {
  return isRecord(value) && typeof value["name"] === "string" && texts(value["values"]).length > 0;
}

function isColumn(value: unknown): value is ColumnFilter {
  if (!isRecord(value) || typeof value["column"] !== "string") return false;
  return texts(value["codes"]).length > 0 || typeof value["least"] === "number" || typeof value["most"] === "number";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
