/** One question put to one respondent: is it shown, with which options, and what is wrong with the answer. */
import { optionsOf } from "./choose";
import { checkComplete, clean, type Codes, MOST_ENTRIES, Task } from "./clean";
import { evaluate, isAnswered, isMap, known, lengthOf, own, strip } from "./expressions";
import { type Entry, OPTION_KINDS, type State } from "./state";
import { versionOf } from "./tasks";
import type { ListName, OptionView, Question, QuestionView, Value } from "./types";

const NEEDS_OPTIONS = [...OPTION_KINDS, "constant_sum", "group_rank", "drill_down", "gabor_granger"];
const NEEDS_ROWS = ["matrix", "matrix_multiple", "kano"];
const NEEDS_COLUMNS = ["matrix", "matrix_multiple", "group_rank"];
const LONGEST_OTHER = 2000;
const NAMES: ListName[] = ["options", "rows", "columns"];
type Lists = { [name in ListName]: OptionView[] };

export const isUnseen = (question: Question): boolean => question.kind === "hidden" || question.kind === "calculated";

/** What she sees, or null. What she answered is kept in `state`, and its faults. */
export function ask(state: State, question: Question, key: string): QuestionView | null {
  if (!state.holds(question.shown_if)) return null;
  if (isUnseen(question)) {
    state.keep(key, unseen(state, question, key));
    return null;
  }
  const [options, rows, columns] = NAMES.map((name) => optionsOf(state, question, key, name)) as [
    OptionView[], OptionView[], OptionView[],
  ];
  const lists = { options, rows, columns };
  if (isBare(question, lists)) return null;
  state.shown.set(key, NEEDS_ROWS.includes(question.kind) ? rows : options);
  const enabled = state.holds(question.enabled_if);
  const required = enabled && (!!question.required || (question.required_if != null && state.holds(question.required_if)));
  let entries: QuestionView[][] = [];
  if (question.kind === "panel") entries = panel(state, question, key, enabled, required);
  else take(state, question, key, lists, enabled, required);
  const version = versionOf(question, key, state.seed);
  if (version) state.keep(`${key}.version`, version);
  const { id, kind } = question;
  const [title, help] = [state.say(question.title), state.say(question.help)];
  return { key, id, kind, title, help, required, enabled, options, rows, columns, entries, version };
}

function isBare(question: Question, lists: Lists): boolean {
  return (
    (NEEDS_OPTIONS.includes(question.kind) && !lists.options.length) ||
    (NEEDS_ROWS.includes(question.kind) && !lists.rows.length) ||
    (NEEDS_COLUMNS.includes(question.kind) && !lists.columns.length)
  );
}

/** A calculated value, or one handed over; what comes with the opening counts before what comes with answers. */
function unseen(state: State, question: Question, key: string): Value {
  let found: Value;
  if (question.kind === "calculated") found = question.formula ? evaluate(question.formula, state) : null;
  else found = known(state.given(question.given || question.id)) ?? known(state.raw.get(key));
  return isAnswered(found) && !isMap(found) ? found : null;
}

function take(state: State, question: Question, key: string, lists: Lists, enabled: boolean, required: boolean): void {
  if (question.kind === "html") return;
  const task = taskOf(state, question, key, lists);
  const value = clean(task, state.raw.get(key));
  state.keep(key, value);
  const other = otherOf(task, value, state.raw.get(`${key}.other`), lists.options, required);
  state.keep(`${key}.other`, isAnswered(other) ? other : null);
  checkComplete(task, value, required);
  if (enabled) judge(state, question, key, task, value);
}

/** The faults in a fixed order, each once; then the form's own checks. */
function judge(state: State, question: Question, key: string, task: Task, value: unknown): void {
  const once = new Map(task.faults.map((fault) => [JSON.stringify(fault), fault]));
  const faults = [...once.values()].sort(([one, first], [two, second]) => {
    return one === two ? (first ?? 0) - (second ?? 0) : one < two ? -1 : 1;
  });
  const found = faults.map(([code, number]) => state.message(code, number));
  if (value !== null && !found.length) {
    for (const check of question.checks ?? []) {
      if (!state.holds(check.holds)) {
        const fault = state.message("check", null);
        found.push({ code: "check", text: state.say(check.text) || fault.text });
      }
    }
  }
  if (found.length) state.problems.set(key, found);
}

function taskOf(state: State, question: Question, key: string, lists: Lists): Task {
  const [options, rows, columns] = NAMES.map((name) => codesOf(question, name, lists[name])) as [Codes, Codes, Codes];
  return new Task(question, options, rows, columns, versionOf(question, key, state.seed), state.keeps);
}

function codesOf(question: Question, name: ListName, shown: OptionView[]): Codes {
  return {
    shown: shown.map((one) => one.code),
    known: new Set((question[name] ?? []).map((one) => one.code)),
    isOpen: (question.carry ?? []).some((carry) => (carry.to ?? "options") === name),
  };
}

/** The words beside an open option that was chosen. */
function otherOf(task: Task, value: unknown, raw: unknown, options: OptionView[], required: boolean): Entry {
  if (!OPTION_KINDS.includes(task.question.kind) || value === null) return {};
  const chosen = Array.isArray(value) ? value : [value];
  const found: Entry = {};
  for (const option of options) {
    if (!option.other || !chosen.includes(option.code)) continue;
    const said = isMap(raw) ? own(raw, option.code) : null;
    const text = typeof said === "string" ? strip(said) : "";
    if (lengthOf(text) > LONGEST_OTHER) task.fault("long", LONGEST_OTHER);
    else if (text) found[option.code] = text;
    else if (required) task.fault("other");
  }
  return found;
}

/** The entries of a panel; at least `least` of them are shown. */
function panel(state: State, question: Question, key: string, enabled: boolean, required: boolean): QuestionView[][] {
  const raw = state.raw.get(key);
  const given = Array.isArray(raw) ? raw.map((one) => (isMap(one) ? one : {})) : [];
  const most = question.most == null ? MOST_ENTRIES : Math.trunc(question.most);
  const count = Math.min(Math.max(given.length, Math.trunc(question.least ?? 0)), most);
  const kept: Entry[] = [];
  const views: QuestionView[][] = [];
  for (let place = 0; place < count; place++) {
    const entry: Entry = {};
    kept.push(entry);
    const prefix = `${key}[${place + 1}].`;
    for (const [name, value] of Object.entries(given[place] ?? {})) state.raw.set(prefix + name, value);
    views.push(entryOf(state, question, prefix, entry));
  }
  while (kept.length && !isAnswered(kept[kept.length - 1])) kept.pop();
  state.keep(key, kept.length ? kept : null);
  const faults = [
    ...(required && !kept.length ? [state.message("required", null)] : []),
    ...(given.length > most ? [state.message("many", most)] : []),
  ];
  if (enabled && faults.length) state.problems.set(key, faults);
  return views;
}

function entryOf(state: State, panel: Question, prefix: string, entry: Entry): QuestionView[] {
  const inner = panel.questions ?? [];
  const views: QuestionView[] = [];
  state.enter(panel.id, entry);
  if (state.keeps) {
    for (const one of inner) {
      prefill(state, one, prefix + one.id);
      carryOver(state, one, prefix, entry);
    }
  }
  for (const one of inner) {
    const view = ask(state, one, prefix + one.id);
    carryOver(state, one, prefix, entry);
    if (view) views.push(view);
  }
  state.enter("", null);
  return views;
}

/** What was kept of an inner question goes into its entry. */
function carryOver(state: State, inner: Question, prefix: string, entry: Entry): void {
  for (const part of ["", ".other", ".version"]) {
    const value = state.kept.get(prefix + inner.id + part);
    if (value !== undefined) {
      entry[inner.id + part] = value;
      state.keep(prefix + inner.id + part, null);
    }
  }
}

/** Under the policy `keep` an answer counts whether or not its question is shown; its shape must be right. */
export function prefill(state: State, question: Question, key: string): void {
  if (isUnseen(question) || question.kind === "html") return;
  if (question.kind === "panel") {
    const given = state.raw.get(key);
    const entries = (Array.isArray(given) ? given.filter(isMap) : []).slice(0, MOST_ENTRIES);
    state.keep(key, entries.length ? entries.map((one) => plainEntry(state, question, one)) : null);
    return;
  }
  const [value, other] = unchecked(state, question, key, state.raw.get(key), state.raw.get(`${key}.other`));
  state.keep(key, value);
  state.keep(`${key}.other`, isAnswered(other) ? other : null);
}

function plainEntry(state: State, panel: Question, given: { [key: string]: unknown }): Entry {
  const entry: Entry = {};
  for (const inner of panel.questions ?? []) {
    if (isUnseen(inner) || inner.kind === "html" || inner.kind === "panel") continue;
    const [value, other] = unchecked(state, inner, inner.id, own(given, inner.id), own(given, `${inner.id}.other`));
    if (value !== null) entry[inner.id] = known(value);
    if (isAnswered(other)) entry[`${inner.id}.other`] = other;
  }
  return entry;
}

function unchecked(state: State, question: Question, key: string, value: unknown, other: unknown): [unknown, Entry] {
  const [options, rows, columns] = NAMES.map((name) => {
    return (question[name] ?? []).map((one) => ({ code: one.code, label: "", ...(one.other ? { other: true } : {}) }));
  }) as [OptionView[], OptionView[], OptionView[]];
  const task = taskOf(state, question, key, { options, rows, columns });
  const found = clean(task, value);
  return [found, otherOf(task, found, other, options, false)];
}
