// Which tests fit which kind of field, and how what was typed becomes a value of that kind.
import type { Field, RuleValue, TraitTest } from "@/pages/audiences/shapes";

export type Kind = "text" | "number" | "moment" | "truth";

const MOMENT = /^\d{4}-\d\d-\d\d([T ]|$)/;

/** The catalogue says text, number or boolean, or several; dates are texts that look like dates. */
export function kindOf(field: Field | undefined): Kind {
  if (field?.type === "number") return "number";
  if (field?.type === "boolean") return "truth";
  const { examples = [] } = field ?? {};
  return examples.length > 0 && examples.every((one) => MOMENT.test(String(one))) ? "moment" : "text";
}

const TESTS: Record<Kind, TraitTest[]> = {
  text: ["eq", "ne", "in", "contains", "starts", "exists", "missing"],
  number: ["eq", "ne", "ge", "gt", "le", "lt", "in", "exists", "missing"],
  moment: ["before", "after", "exists", "missing"],
  truth: ["eq", "exists", "missing"],
};

/** A test that is set already stays on the list, so that an old rule is not changed by looking at it. */
export function testsFor(field: Field | undefined, now: TraitTest): TraitTest[] {
  const fitting = TESTS[kindOf(field)];
  return fitting.includes(now) ? fitting : [...fitting, now];
}

export function valueFor(test: TraitTest, kind: Kind, typed: string | number | string[]): RuleValue {
  if (test === "in") return (Array.isArray(typed) ? typed : [String(typed)]).map((one) => numberIf(kind, one));
  const text = Array.isArray(typed) ? (typed[0] ?? "") : typed;
  if (kind === "truth") return String(text) === "true";
  return text === "" ? "" : numberIf(kind, text);
}

function numberIf(kind: Kind, typed: string | number): string | number {
  return kind === "number" && typed !== "" && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** What to show when the test changes: a list becomes its first word, a word becomes a list of one. */
export function carried(test: TraitTest, value: RuleValue): RuleValue {
  if (test === "in") return Array.isArray(value) ? value : value === "" || value === null ? [] : [value as string];
  return Array.isArray(value) ? (value[0] ?? "") : value;
}
