/** What is known while a form is walked; the scope in which expressions and pipes are read. */
import { evaluate, holds, isMap, known, own, type Scope } from "./expressions";
import type { Index } from "./form-index";
import texts from "./messages.json";
import { fill, numberText, plain, words } from "./texts";
import type { Expression, Fault, Option, OptionView, Question, Value, Words } from "./types";

export const OPTION_KINDS = ["single", "multiple", "dropdown", "image_choice", "ranking", "turf"];
const COLUMN_KINDS = ["matrix", "matrix_multiple"];
const MOST_NESTED = 8;
const MESSAGES: { [code: string]: Words } = texts;

/** One turn of a loop. */
export interface Turn {
  code: string;
  label: string;
  number: number;
}

export type Entry = { [key: string]: Value };

/** The walk so far. It is the scope of expressions. */
export class State implements Scope {
  readonly kept = new Map<string, Value>();
  readonly assigned = new Map<string, Value>();
  /** The options shown under each key, for those that carry them on. */
  readonly shown = new Map<string, OptionView[]>();
  readonly turns = new Map<number, string[]>();
  readonly problems = new Map<string, Fault[]>();
  private section = -1;
  private turn: Turn | null = null;
  private panel = "";
  private entry: Entry | null = null;
  private readonly formulas = new Map<string, Value>();
  private readonly open = new Set<string>();

  constructor(
    readonly index: Index,
    readonly raw: Map<string, unknown>,
    readonly seed: number,
    private readonly outside: { [name: string]: unknown },
    readonly language: string,
    private readonly filled: Set<string>,
  ) {}

  get keeps(): boolean {
    return this.index.form.hidden_answers === "keep";
  }

  get here(): number {
    return this.section;
  }

  move(section: number, turn: Turn | null): void {
    this.section = section;
    this.turn = turn;
    this.formulas.clear();
  }

  /** Into an entry of a panel, or out of it. */
  enter(panel: string, entry: Entry | null): void {
    this.panel = panel;
    this.entry = entry;
    this.formulas.clear();
  }

  /** An answer that counts from now on; null removes it. */
  keep(key: string, value: unknown): void {
    this.formulas.clear();
    if (value === null || value === undefined) this.kept.delete(key);
    else this.kept.set(key, known(value));
  }

  assign(name: string, value: Value): void {
    this.assigned.set(name, value);
    this.formulas.clear();
  }

  /** Where the answer of this turn is kept. */
  keyOf(question: string): string {
    const place = this.index.places.get(question);
    return this.turn && place?.section === this.section ? `${question}@${this.turn.code}` : question;
  }

  answer(question: string, part: string): Value {
    const place = this.index.places.get(question);
    if (!place) return null;
    if (place.panel && this.entry && place.panel.id === this.panel) {
      const { entry } = this;
      return partOf(place.question, own(entry, question) ?? null, part, own(entry, `${question}.other`));
    }
    const top = place.panel ? place.panel.id : question;
    if (this.index.repeats(question) && !(this.turn && place.section === this.section)) {
      const codes = this.turns.get(place.section) ?? [];
      return codes.map((code) => this.one(place.question, `${top}@${code}`, part)).filter((one) => one !== null);
    }
    return this.one(place.question, this.keyOf(top), part);
  }

  private one(question: Question, key: string, part: string): Value {
    const value = this.kept.get(key) ?? null;
    if (key.split("@")[0] !== question.id) {
      // An inner question seen from outside its panel: one value per entry.
      const entries = (Array.isArray(value) ? value : []) as Entry[];
      const found = entries.map((one) => {
        return partOf(question, own(one, question.id) ?? null, part, own(one, `${question.id}.other`));
      });
      return found.filter((one) => one !== null);
    }
    return partOf(question, value, part, this.kept.get(`${key}.other`));
  }

  score(question: string): number | null {
    const place = this.index.places.get(question);
    if (!place) return null;
    const listed = COLUMN_KINDS.includes(place.question.kind) ? place.question.columns : place.question.options;
    const values = new Map((listed ?? []).map((option) => [option.code, option.value ?? null]));
    let total: number | null = null;
    for (const leaf of leaves(this.answer(question, ""))) {
      const worth = typeof leaf === "number" ? leaf : typeof leaf === "string" ? (values.get(leaf) ?? null) : null;
      if (worth !== null) total = total === null ? worth : total + worth;
    }
    return total;
  }

  /** A formula that asks for itself gets nothing, nor does one behind too many others. */
  variable(name: string): Value {
    const variable = this.index.variables.get(name);
    if (!variable || this.open.has(name) || this.open.size >= MOST_NESTED) return null;
    if (!variable.formula) return this.assigned.get(name) ?? null;
    let found = this.formulas.get(name);
    if (found === undefined) {
      this.open.add(name);
      found = evaluate(variable.formula, this);
      this.open.delete(name);
      this.formulas.set(name, found);
    }
    return found;
  }

  given(name: string): unknown {
    return own(this.outside, name);
  }

  item(part: string): Value {
    if (!this.turn) return null;
    return part === "code" || part === "label" || part === "number" ? this.turn[part] : null;
  }

  full(quota: string): boolean {
    return this.filled.has(quota);
  }

  holds(tree: Expression | null | undefined): boolean {
    return holds(tree, this);
  }

  /** Words in the respondent's language, with the pipes filled. */
  say(text: Words | undefined): string {
    return fill(words(text, this.language, this.index.form.languages), (source, name, part) => {
      if (source === "answer") return this.pipedAnswer(name, part);
      const none = new Map<string, string>();
      if (source === "variable") return plain(this.variable(name), this.language, none);
      if (source === "given") return plain(known(this.given(name)), this.language, none);
      return plain(this.item(name), this.language, none);
    });
  }

  private pipedAnswer(name: string, part: string): string {
    const place = this.index.places.get(name);
    if (!place) return "";
    if (part === "code") return plain(this.answer(name, ""), this.language, new Map());
    const { options = [], columns = [] } = place.question;
    const labels = new Map([...options, ...columns].map((option) => [option.code, this.label(option)]));
    for (const view of this.shown.get(this.keyOf(name)) ?? []) labels.set(view.code, view.label);
    const other = this.kept.get(`${this.keyOf(name)}.other`);
    if (part !== "other" && isMap(other)) {
      for (const [code, said] of Object.entries(other)) labels.set(code, String(said));
    }
    return plain(this.answer(name, part), this.language, labels);
  }

  /** The label without pipes, or the code where there is none. */
  private label(option: Option): string {
    return words(option.label, this.language, this.index.form.languages) || option.code;
  }

  message(code: string, number: number | null): Fault {
    const text = words(own(MESSAGES, code), this.language, ["en", "zh-CN", "zh-TW"]);
    return { code, text: text.replaceAll("{n}", number === null ? "" : numberText(number)) };
  }
}

function partOf(question: Question, value: Value, part: string, other: Value | undefined): Value {
  if (part === "") return value;
  if (part === "other" && OPTION_KINDS.includes(question.kind)) {
    if (!isMap(other)) return null;
    const first = Object.keys(other).sort()[0];
    return first === undefined ? null : (own(other, first) as Value);
  }
  return isMap(value) ? ((own(value, part) ?? null) as Value) : null;
}

function leaves(value: Value): Value[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (isMap(value)) return Object.keys(value).sort().flatMap((key) => leaves(value[key] as Value));
  return [value];
}
