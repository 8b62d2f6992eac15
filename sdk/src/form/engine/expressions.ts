/**
 * Expressions are total: whatever was answered, they give a value or nothing (null), and never fail.
 * A comparison with null is false, except `!=`, which is the opposite of `=`.
 */
import { dayNumber, isTime } from "./days";
import type { Expression, Value } from "./types";

export interface Scope {
  answer(question: string, part: string): Value;
  score(question: string): number | null;
  variable(name: string): Value;
  given(name: string): unknown;
  item(part: string): Value;
  full(quota: string): boolean;
}

const DEEPEST = 10;
const EDGES = /^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g;
export const strip = (text: string): string => text.replace(EDGES, "");
export const lengthOf = (text: string): number => [...text].length;
export const isMap = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** The own property of an object, never one it inherits. */
export const own = <Item>(map: { [key: string]: Item }, key: string): Item | undefined =>
  Object.prototype.hasOwnProperty.call(map, key) ? map[key] : undefined;
const isNumber = (value: unknown): value is number => typeof value === "number";

export function evaluate(tree: Expression, scope: Scope): Value {
  if ("op" in tree) {
    const lazy = LAZY[tree.op];
    if (lazy) return lazy(tree.of, scope);
    const eager = EAGER[tree.op];
    return eager ? eager(...tree.of.map((one) => evaluate(one, scope))) : null;
  }
  if ("answer" in tree) return scope.answer(tree.answer, tree.part ?? "");
  if ("value" in tree) return known(tree.value);
  if ("score" in tree) return scope.score(tree.score);
  if ("variable" in tree) return scope.variable(tree.variable);
  if ("given" in tree) return known(scope.given(tree.given));
  if ("item" in tree) return scope.item(tree.item);
  return scope.full(tree.full);
}

export const holds = (tree: Expression | null | undefined, scope: Scope): boolean =>
  tree == null || evaluate(tree, scope) === true;

/** A value from outside in the types of expressions; null for what is none, or lies too deep. */
export function known(value: unknown, depth = 0): Value {
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (isNumber(value)) return finite(value);
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.map((one) => known(one, depth + 1));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, known(one, depth + 1)]));
  return null;
}

export const finite = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null);

/** Blank texts and empty lists are no answers; false is one. */
export function isAnswered(value: unknown): boolean {
  if (typeof value === "string") return strip(value) !== "";
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return value !== null && value !== undefined;
}

/** Equal in type and value; nothing equals null; lists are equal as sets are. */
export function same(one: Value, two: Value): boolean {
  if (Array.isArray(one) && Array.isArray(two)) {
    return one.every((item) => within(item, two)) && two.every((item) => within(item, one));
  }
  return ["boolean", "number", "string"].includes(typeof one) && one === two;
}

const within = (value: Value, listed: Value[]): boolean => listed.some((one) => same(value, one));

const isDate = (text: string): boolean => dayNumber(text) !== null;

function compare(test: (one: number | string, two: number | string) => boolean): (one: Value, two: Value) => boolean {
  return (one, two) => {
    if (typeof one === "string" && typeof two === "string") {
      return ((isDate(one) && isDate(two)) || (isTime(one) && isTime(two))) && test(one, two);
    }
    return isNumber(one) && isNumber(two) && test(one, two);
  };
}

function arithmetic(work: (one: number, two: number) => number): (...values: Value[]) => number | null {
  return (...values) => {
    if (!values.length || !values.every(isNumber)) return null;
    let result = values[0] as number;
    for (const one of values.slice(1) as number[]) {
      result = work(result, one);
      if (Number.isNaN(result)) return null;
    }
    return finite(result);
  };
}

/** All single values inside lists and mappings, those by key. */
function flat(value: Value): Value[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (isMap(value)) {
    return Object.keys(value).sort().flatMap((key) => flat((own(value, key) ?? null) as Value));
  }
  return isAnswered(value) ? [value] : [];
}

const numbers = (values: Value[]): number[] => flat(values).filter(isNumber);

function sum(...values: Value[]): number | null {
  let total = 0;
  for (const one of numbers(values)) total += one;
  return finite(total);
}

function mean(...values: Value[]): number | null {
  const total = sum(...values);
  const count = numbers(values).length;
  return count && total !== null ? finite(total / count) : null;
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (sign) => sign.toLowerCase());

function contains(whole: Value, part: Value): boolean {
  if (typeof whole === "string" && typeof part === "string") return lower(whole).includes(lower(part));
  return Array.isArray(whole) && within(part, whole);
}

function days(start: Value, end: Value): number | null {
  const [first, second] = [dayNumber(start), dayNumber(end)];
  return first === null || second === null ? null : second - first;
}

const LAZY: { [operator: string]: (of: Expression[], scope: Scope) => Value } = {
  and: (of, scope) => of.every((one) => evaluate(one, scope) === true),
  or: (of, scope) => of.some((one) => evaluate(one, scope) === true),
  if: (of, scope) => evaluate(of[evaluate(of[0] as Expression, scope) === true ? 1 : 2] as Expression, scope),
};

const EAGER: { [operator: string]: (...values: Value[]) => Value } = {
  not: (value = null) => value !== true,
  "=": (one = null, two = null) => same(one, two),
  "!=": (one = null, two = null) => !same(one, two),
  "<": (one = null, two = null) => compare((first, second) => first < second)(one, two),
  "<=": (one = null, two = null) => compare((first, second) => first <= second)(one, two),
  ">": (one = null, two = null) => compare((first, second) => first > second)(one, two),
  ">=": (one = null, two = null) => compare((first, second) => first >= second)(one, two),
  in: (value = null, listed = null) => Array.isArray(listed) && within(value, listed),
  contains: (whole = null, part = null) => contains(whole, part),
  contains_any: (whole = null, parts = null) =>
    Array.isArray(whole) && Array.isArray(parts) && parts.some((one) => within(one, whole)),
  contains_all: (whole = null, parts = null) =>
    Array.isArray(whole) && Array.isArray(parts) && parts.every((one) => within(one, whole)),
  answered: (value = null) => isAnswered(value),
  "+": arithmetic((one, two) => one + two),
  "-": arithmetic((one, two) => one - two),
  "*": arithmetic((one, two) => one * two),
  "/": arithmetic((one, two) => (two === 0 ? Number.NaN : one / two)),
  mod: arithmetic((one, two) => {
    const times = Math.floor(one / two);
    return Number.isFinite(times) ? one - two * times : Number.NaN;
  }),
  round: (value = null) => (isNumber(value) ? finite(Math.floor(value + 0.5)) : null),
  count: (...values) => flat(values).length,
  sum,
  mean,
  min: (...values) => (numbers(values).length ? Math.min(...numbers(values)) : null),
  max: (...values) => (numbers(values).length ? Math.max(...numbers(values)) : null),
  length: (value = null) => (typeof value === "string" ? lengthOf(value) : null),
  days: (start = null, end = null) => days(start, end),
};
