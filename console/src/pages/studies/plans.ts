// What a plan is worth before it is fielded: what is missing, and what it asks of people. Pure.
import type { Attribute, Level, Plan, StudyKind, Words } from "@/pages/studies/shapes";
import { isLinear, isNumeric } from "@/pages/studies/words";

export const CONTENT_LANGUAGES = ["zh-CN", "zh-TW", "en"];
/** What the server refuses to go beyond. */
export const MOST = { attributes: 12, levels: 15, items: 60, features: 40, prices: 20, predictors: 30 };
const MOST_PRODUCTS = 50_000;

/** A fault as a key of the texts, and what it is about. */
export interface Fault {
  key: string;
  about?: string | number;
}

const twice = (values: (number | string | null)[]) => new Set(values).size < values.length;

/** Empty when it can be fielded. Mirrors the server's own check, in the reader's language. */
export function faultsOf(kind: StudyKind, plan: Plan, nameOf: (one: Attribute) => string): Fault[] {
  if (kind === "conjoint") return conjoint(plan, nameOf);
  if (kind === "maxdiff") {
    if (plan.items.length < 3) return [{ key: "items", about: 3 }];
    if (plan.size > plan.items.length) return [{ key: "size" }];
    return plan.sets * plan.size < plan.items.length ? [{ key: "sets" }] : [];
  }
  if (kind === "gabor_granger") {
    if (new Set(plan.prices).size < 2) return [{ key: "prices" }];
    return twice(plan.prices) ? [{ key: "twice" }] : [];
  }
  if (kind === "kano") return plan.features.length === 0 ? [{ key: "features" }] : [];
  if (kind === "turf") return plan.items.length < 2 ? [{ key: "items", about: 2 }] : sizes(plan);
  if (kind === "drivers") {
    return [...(plan.outcome ? [] : [{ key: "outcome" }]), ...(plan.predictors.length > 0 ? [] : [{ key: "predictors" }])];
  }
  return [];
}

function sizes(plan: Plan): Fault[] {
  return plan.sizes.some((one) => one > plan.items.length || one < plan.depth) ? [{ key: "turfSizes" }] : [];
}

function conjoint(plan: Plan, nameOf: (one: Attribute) => string): Fault[] {
  const found: Fault[] = plan.attributes.length === 0 ? [{ key: "attributes" }] : [];
  for (const one of plan.attributes) {
    const values = one.levels.map((level) => level.value);
    if (one.levels.length < 2) found.push({ key: "levels", about: nameOf(one) });
    else if (isNumeric(one) && values.includes(null)) found.push({ key: "values", about: nameOf(one) });
    else if (isNumeric(one) && twice(values)) found.push({ key: "sameValue", about: nameOf(one) });
  }
  if (plan.attributes.filter((one) => one.is_price).length > 1) found.push({ key: "onePrice" });
  if (plan.blocks > plan.tasks) found.push({ key: "blocks" });
  if (found.length === 0 && allowed(plan) === 0) found.push({ key: "nothingLeft" });
  return found;
}

/** Products that may be shown, or null where there are too many to count one by one. */
export function allowed(plan: Plan): number | null {
  const all = plan.attributes.reduce((product, one) => product * one.levels.length, 1);
  if (all > MOST_PRODUCTS) return plan.prohibited.length === 0 ? all : null;
  if (plan.prohibited.length === 0) return all;
  let number = 0;
  for (let place = 0; place < all; place += 1) {
    let rest = place;
    const product = new Map<string, string>();
    for (const one of plan.attributes) {
      product.set(one.code, one.levels[rest % one.levels.length]?.code ?? "");
      rest = Math.floor(rest / one.levels.length);
    }
    if (!plan.prohibited.some((rule) => rule.every((pick) => product.get(pick.attribute) === pick.level))) number += 1;
  }
  return number;
}

export interface Cost {
  /** Questions each person answers. */
  questions: number;
  minutes: number;
  utilities: number;
  /** People needed at the least, by a rule of thumb. */
  people: number;
}

/** What a plan asks of people. People by Johnson and Orme: n ≥ 500 levels / (tasks × alternatives). */
export function costOf(kind: StudyKind, plan: Plan): Cost {
  if (kind === "conjoint") {
    const questions = plan.tasks;
    const widest = Math.max(2, ...plan.attributes.map((one) => (isLinear(one) ? 2 : one.levels.length)));
    const utilities = plan.attributes.reduce((sum, one) => sum + (isLinear(one) ? 1 : Math.max(0, one.levels.length - 1)), 0);
    const seconds = questions * (6 + 1.1 * plan.alternatives * Math.max(2, plan.attributes.length));
    const people = Math.ceil((500 * widest) / (questions * plan.alternatives));
    return { questions, minutes: seconds / 60, utilities: utilities + Number(plan.has_none), people: Math.max(100, people) };
  }
  if (kind === "maxdiff") {
    const seen = (plan.sets * plan.size) / Math.max(1, plan.items.length);
    const people = Math.max(100, Math.ceil((200 * 3) / Math.max(seen, 0.5)));
    return { questions: plan.sets, minutes: (plan.sets * (6 + 2 * plan.size)) / 60, utilities: Math.max(0, plan.items.length - 1), people };
  }
  if (kind === "psm") return { questions: plan.has_intents ? 6 : 4, minutes: plan.has_intents ? 1.2 : 0.8, utilities: 0, people: 150 };
  if (kind === "gabor_granger") return { questions: Math.ceil(Math.log2(plan.prices.length + 1)), minutes: 0.5, utilities: 0, people: 200 };
  if (kind === "kano") return { questions: 2 * plan.features.length, minutes: (2 * plan.features.length * 7) / 60, utilities: 0, people: 100 };
  if (kind === "turf") return { questions: 1, minutes: (6 + 1.5 * plan.items.length) / 60, utilities: 0, people: 200 };
  return { questions: 0, minutes: 0, utilities: plan.predictors.length, people: Math.max(100, 15 * plan.predictors.length) };
}

/** The first code that nobody has. */
export function freeCode(parts: { code: string }[], start: string): string {
  let number = parts.length + 1;
  while (parts.some((one) => one.code === `${start}${number}`)) number += 1;
  return `${start}${number}`;
}

export const newLevel = (levels: Level[], start = "l"): Level => ({ code: freeCode(levels, start), label: {}, value: null });

export function moved<T>(list: T[], from: number, by: number): T[] {
  const one = list[from];
  if (one === undefined || from + by < 0 || from + by >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(from + by, 0, one);
}

/** Rules that name what is no longer there go with it. */
export function withAttributes(plan: Plan, attributes: Attribute[]): Partial<Plan> {
  const there = new Map(attributes.map((one) => [one.code, new Set(one.levels.map((level) => level.code))]));
  const prohibited = plan.prohibited.filter((rule) => rule.every((pick) => there.get(pick.attribute)?.has(pick.level)));
  return { attributes, prohibited };
}

/** Whether two levels may not be shown together, and the rules with that turned round. */
export function isProhibited(plan: Plan, one: [string, string], other: [string, string]): boolean {
  return plan.prohibited.some((rule) => isPair(rule, one, other));
}

export function togglePair(plan: Plan, one: [string, string], other: [string, string]): Partial<Plan> {
  const kept = plan.prohibited.filter((rule) => !isPair(rule, one, other));
  if (kept.length < plan.prohibited.length) return { prohibited: kept };
  return { prohibited: [...kept, [one, other].map(([attribute, level]) => ({ attribute, level }))] };
}

function isPair(rule: { attribute: string; level: string }[], ...picks: [string, string][]): boolean {
  return rule.length === 2 && picks.every(([attribute, level]) => rule.some((pick) => pick.attribute === attribute && pick.level === level));
}

export function emptyPlan(language: string, title: string): Plan {
  const words: Words = title ? { [language]: title } : {};
  return {
    title: words, help: {}, languages: [language], currency: language === "zh-TW" ? "TWD" : language === "en" ? "USD" : "CNY", expected: 200, seed: 1,
    attributes: [], prohibited: [], tasks: 10, alternatives: 3, blocks: 1, has_none: true, none: {}, priors: {}, prior_spread: {},
    items: [], sets: 12, size: 4, versions: 4, has_intents: true, calibration: {}, prices: [], cost: 0, features: [], depth: 1, sizes: [],
    outcome: "", predictors: [],
  };
}
