/** What a respondent sent, made into what is kept: the right shape and known codes, and the faults of the rest. */
import { dayNumber, isTime } from "./days";
import { isAnswered, isMap, lengthOf, own, strip } from "./expressions";
import { BIGGEST, FORMATS, parsedNumber } from "./formats";
import { tasksOf } from "./tasks";
import type { Option, Question } from "./types";

const CODE = /^[A-Za-z0-9][A-Za-z0-9_]{0,63}$/;
const LONGEST: { [kind: string]: number } = { text: 2000, long_text: 20000 };
export const MOST_ENTRIES = 20;
const MOST_CODES = 1000;
const CONTACT_FIELDS = ["name", "email", "phone"];
const PRICES = ["too_cheap", "cheap", "expensive", "too_expensive"];
const INTENTS = ["intent_cheap", "intent_expensive"];
const KANO_SIDES = ["functional", "dysfunctional"];
const KANO_CODES = ["like", "must", "neutral", "live_with", "dislike"];
const SCALES: { [kind: string]: [number, number] } = {
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
  rating: [1, 5],
  slider: [0, 100],
};

/** The codes that are shown, and those that could be; carried codes cannot be known beforehand. */
export interface Codes {
  shown: string[];
  known: Set<string>;
  isOpen: boolean;
}

type Map_ = { [key: string]: unknown };

/** One question to be cleaned. `keeps` says that a code which is hidden now stays in the answer. */
export class Task {
  readonly faults: [string, number | null][] = [];

  constructor(
    readonly question: Question,
    readonly options: Codes,
    readonly rows: Codes,
    readonly columns: Codes,
    readonly version: number,
    readonly keeps: boolean,
  ) {}

  /** Gives null, which is what is kept of a faulty answer. */
  fault(code: string, number: number | null = null): null {
    this.faults.push([code, number]);
    return null;
  }

  /** Whether a code stays; an unknown one is a fault, a hidden one goes quietly. */
  admits(code: unknown, codes: Codes): code is string {
    if (typeof code === "string" && codes.shown.includes(code)) return true;
    if (typeof code !== "string" || !(codes.known.has(code) || (codes.isOpen && CODE.test(code)))) {
      this.fault("invalid");
      return false;
    }
    return this.keeps;
  }
}

/** The least and most a number may be. */
export function scale(question: Question): [number | null, number | null] {
  const [least, most] = SCALES[question.kind] ?? [null, null];
  return [question.least ?? least, question.most ?? most];
}

/** Whether the answer is a list of option codes in no order. */
export const isMany = (question: Question): boolean =>
  question.kind === "multiple" || question.kind === "turf" || (question.kind === "image_choice" && !!question.many);

/** The answer to keep, or null; what is wrong with it is in `task.faults`. */
export function clean(task: Task, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const found = CLEANERS[isMany(task.question) ? "multiple" : task.question.kind]?.(task, value);
  return isAnswered(found) ? found : null;
}

/** Faults of an answer that is missing or lacks a part, where one is required. */
export function checkComplete(task: Task, value: unknown, required: boolean): void {
  const { kind, most } = task.question;
  if (value === null || (kind === "consent" && value !== true)) {
    if (required && !task.faults.length) task.fault("required");
  } else if (kind === "ranking") {
    const wanted = Math.min(task.options.shown.length, most == null ? Number.POSITIVE_INFINITY : Math.trunc(most));
    if ((value as string[]).filter((one) => task.options.shown.includes(one)).length < wanted) task.fault("rank");
  } else if (required && !parts(task).every((part) => has(value, part))) {
    task.fault("rows");
  }
}

function has(value: unknown, part: string[]): boolean {
  let found = value;
  for (const key of part) found = isMap(found) ? own(found, key) : null;
  return isAnswered(found);
}

/** The parts a complete answer has. */
function parts(task: Task): string[][] {
  const { question } = task;
  const rows = task.rows.shown;
  const numbers = tasksOf(question, task.version).map((_, place) => String(place + 1));
  switch (question.kind) {
    case "matrix":
    case "matrix_multiple":
      return rows.map((row) => [row]);
    case "kano":
      return rows.flatMap((row) => KANO_SIDES.map((side) => [row, side]));
    case "contact":
      return fields(question).map((one) => [one]);
    case "psm":
      return [...PRICES, ...(question.intents ? INTENTS : [])].map((one) => [one]);
    case "choice_task":
      return numbers.map((number) => [number]);
    case "maxdiff":
      return numbers.flatMap((number) => [[number, "best"], [number, "worst"]]);
    default:
      return [];
  }
}

const fields = (question: Question): string[] => (question.fields?.length ? question.fields : CONTACT_FIELDS);

function text(task: Task, value: unknown): string | null {
  if (typeof value !== "string") return task.fault("invalid");
  const { question } = task;
  const found = strip(value);
  const longest = LONGEST[question.kind] as number;
  const length = lengthOf(found);
  if (length > longest) return task.fault("long", longest);
  if (found) {
    if (question.least != null && length < question.least) task.fault("short", question.least);
    if (question.most != null && length > question.most) task.fault("long", question.most);
    const format = FORMATS[question.format ?? ""];
    if (format && !format(found)) task.fault(question.format as string);
  }
  return found;
}

function number(task: Task, value: unknown): number | null {
  const found = parsedNumber(value);
  if (found === null) return task.fault("invalid");
  const { question } = task;
  const [least, most] = scale(question);
  if (least !== null && found < least) task.fault("least", least);
  if (most !== null && found > most) task.fault("most", most);
  const isScale = ["nps", "csat", "ces", "rating"].includes(question.kind) && question.step == null;
  if ((isScale || question.format === "whole") && !Number.isInteger(found)) task.fault("whole");
  if (question.step) {
    const steps = (found - (least ?? 0)) / question.step;
    if (Math.abs(steps - Math.trunc(steps + (steps >= 0 ? 0.5 : -0.5))) > 1e-9) task.fault("step", question.step);
  }
  return found;
}

const boolean = (task: Task, value: unknown) => (typeof value === "boolean" ? value : task.fault("invalid"));
const single = (task: Task, value: unknown) => (task.admits(value, task.options) ? value : null);

/** A list of different codes that stay. */
function codesOf(task: Task, value: unknown, codes: Codes): string[] {
  if (!Array.isArray(value)) {
    task.fault("invalid");
    return [];
  }
  const found: string[] = [];
  for (const code of value.slice(0, MOST_CODES)) {
    if (task.admits(code, codes) && !found.includes(code)) found.push(code);
  }
  return found;
}

function multiple(task: Task, value: unknown): string[] {
  const found = codesOf(task, value, task.options);
  const alone = (task.question.options ?? []).filter((one) => one.exclusive).map((one) => one.code);
  const chosen = found.filter((code) => task.options.shown.includes(code));
  if (chosen.length > 1 && chosen.some((code) => alone.includes(code))) task.fault("exclusive");
  else if (chosen.length && !alone.includes(chosen[0] as string)) checkNumber(task, chosen.length);
  return found;
}

function checkNumber(task: Task, count: number): void {
  const { least, most } = task.question;
  if (least != null && count < least) task.fault("few", least);
  if (most != null && count > most) task.fault("many", most);
}

function ranking(task: Task, value: unknown): string[] {
  const found = codesOf(task, value, task.options);
  const { most } = task.question;
  if (most != null && found.length > most) task.fault("many", most);
  return found;
}

/** {code: inner} for the codes that stay. */
function mapping(task: Task, value: unknown, codes: Codes, inner: (one: unknown) => unknown): Map_ {
  if (!isMap(value) || Object.keys(value).length > MOST_CODES) {
    task.fault("invalid");
    return {};
  }
  const found = Object.entries(value)
    .filter(([code, one]) => one !== null && task.admits(code, codes))
    .map(([code, one]) => [code, inner(one)] as const);
  return Object.fromEntries(found.filter(([, one]) => isAnswered(one)));
}

const matrix = (task: Task, value: unknown) =>
  mapping(task, value, task.rows, (one) => (task.admits(one, task.columns) ? one : null));

const matrixMultiple = (task: Task, value: unknown) =>
  mapping(task, value, task.rows, (one) => codesOf(task, one, task.columns));

function constantSum(task: Task, value: unknown): Map_ {
  const least = task.question.least || 0;
  const found = mapping(task, value, task.options, (one) => {
    const share = parsedNumber(one);
    if (share === null) return task.fault("invalid");
    if (share < least) task.fault("least", least);
    return share;
  });
  let total = 0;
  for (const code of task.options.shown) total += (own(found, code) as number | undefined) ?? 0;
  const wanted = task.question.total;
  if (Object.keys(found).length && wanted != null && Math.abs(total - wanted) > 1e-9) task.fault("total", wanted);
  return found;
}

function groupRank(task: Task, value: unknown): Map_ {
  const found = mapping(task, value, task.columns, (one) => codesOf(task, one, task.options));
  const placed = Object.values(found).flat();
  if (placed.length !== new Set(placed).size) task.fault("invalid");
  return found;
}

/** The codes from the top level down to an option that has no deeper ones. */
function drillDown(task: Task, value: unknown): unknown {
  if (!Array.isArray(value)) return task.fault("invalid");
  if (!value.length || !task.admits(value[0], task.options)) return null;
  let level: Option[] = task.question.options ?? [];
  for (const code of value) {
    const option = level.find((one) => one.code === code);
    if (!option) return task.fault("invalid");
    level = option.options ?? [];
  }
  return level.length ? task.fault("invalid") : value;
}

function file(task: Task, value: unknown): unknown {
  if (!Array.isArray(value)) return task.fault("invalid");
  const found = [];
  for (const one of value.slice(0, MOST_ENTRIES)) {
    const id = isMap(one) ? own(one, "id") : null;
    if (typeof id !== "string" || id === "" || lengthOf(id) > 200) return task.fault("invalid");
    const kept: Map_ = { id };
    for (const key of ["name", "type"]) {
      const said = own(one as Map_, key);
      if (typeof said === "string") kept[key] = [...said].slice(0, 200).join("");
    }
    const size = parsedNumber(own(one as Map_, "size"));
    if (size !== null) kept.size = size;
    found.push(kept);
  }
  if (found.length) checkNumber(task, found.length);
  return found;
}

function location(task: Task, value: unknown): unknown {
  if (!isMap(value)) return task.fault("invalid");
  const [latitude, longitude] = [parsedNumber(own(value, "latitude")), parsedNumber(own(value, "longitude"))];
  const accuracy = parsedNumber(own(value, "accuracy"));
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    return task.fault("invalid");
  }
  return { latitude, longitude, ...(accuracy === null ? {} : { accuracy }) };
}

function contact(task: Task, value: unknown): unknown {
  if (!isMap(value)) return task.fault("invalid");
  const found: { [name: string]: string } = {};
  for (const name of fields(task.question)) {
    const said = own(value, name);
    if (said === null || said === undefined) continue;
    if (typeof said !== "string" || lengthOf(said) > 500) task.fault("invalid");
    else if (isAnswered(said)) {
      const kept = strip(said);
      found[name] = kept;
      if ((name === "email" || name === "phone") && !FORMATS[name]?.(kept)) task.fault(name);
    }
  }
  return found;
}

function choiceTask(task: Task, value: unknown): unknown {
  if (!isMap(value)) return task.fault("invalid");
  const hasNone = Object.keys(task.question.none ?? {}).length > 0;
  const found: Map_ = {};
  tasksOf(task.question, task.version).forEach((alternatives, place) => {
    const chosen = own(value, String(place + 1)) ?? null;
    const allowed: unknown[] = alternatives.map((_, number) => String(number + 1));
    if (hasNone) allowed.push("none");
    if (allowed.includes(chosen)) found[String(place + 1)] = chosen;
    else if (chosen !== null) task.fault("invalid");
  });
  return found;
}

function maxdiff(task: Task, value: unknown): unknown {
  if (!isMap(value)) return task.fault("invalid");
  const found: Map_ = {};
  tasksOf(task.question, task.version).forEach((items, place) => {
    const said = own(value, String(place + 1)) ?? null;
    if (said === null) return;
    const allowed: unknown[] = [null, ...items];
    const [best, worst] = ["best", "worst"].map((side) => (isMap(said) ? (own(said, side) ?? null) : undefined));
    if (!allowed.includes(best) || !allowed.includes(worst)) {
      task.fault("invalid");
      return;
    }
    if (best !== null && best === worst) task.fault("best");
    const pair = { ...(best === null ? {} : { best }), ...(worst === null ? {} : { worst }) };
    if (isAnswered(pair)) found[String(place + 1)] = pair;
  });
  return found;
}

function psm(task: Task, value: unknown): unknown {
  if (!isMap(value)) return task.fault("invalid");
  const found: Map_ = {};
  for (const name of [...PRICES, ...INTENTS]) {
    const said = own(value, name) ?? null;
    if (said === null) continue;
    const [least, most] = PRICES.includes(name) ? [0, BIGGEST] : [1, 5];
    const price = parsedNumber(said);
    if (price === null || price < least || price > most) task.fault("invalid");
    else found[name] = price;
  }
  return found;
}

function kano(task: Task, value: unknown): unknown {
  const allowed: unknown[] = [null, ...KANO_CODES];
  return mapping(task, value, task.rows, (one) => {
    const sides = KANO_SIDES.map((side) => [side, isMap(one) ? (own(one, side) ?? null) : undefined] as const);
    if (sides.some(([, said]) => !allowed.includes(said))) return task.fault("invalid");
    return Object.fromEntries(sides.filter(([, said]) => said !== null));
  });
}

const CLEANERS: { [kind: string]: (task: Task, value: unknown) => unknown } = {
  text,
  long_text: text,
  date: (task, value) => (dayNumber(value) !== null ? value : task.fault("invalid")),
  time: (task, value) => (isTime(value) ? value : task.fault("invalid")),
  boolean,
  consent: boolean,
  number,
  rating: number,
  slider: number,
  nps: number,
  csat: number,
  ces: number,
  single,
  dropdown: single,
  image_choice: single,
  multiple,
  ranking,
  matrix,
  matrix_multiple: matrixMultiple,
  constant_sum: constantSum,
  group_rank: groupRank,
  drill_down: drillDown,
  file,
  signature: (task, value) => (typeof value === "string" && lengthOf(value) <= 200 ? value : task.fault("invalid")),
  location,
  contact,
  choice_task: choiceTask,
  maxdiff,
  psm,
  gabor_granger: (task, value) => mapping(task, value, task.options, (one) => boolean(task, one)),
  kano,
};
