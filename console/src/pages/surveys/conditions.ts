// Conditions as rows: "answer of Q is X", joined by and/or. What is more than that stays the JSON it is.
import type { Expression, Question } from "@/pages/surveys/shapes";

export interface Row {
  question: string;
  is: Test;
  value: Scalar;
}
export interface Rows {
  join: "and" | "or";
  rows: Row[];
}
export type Scalar = string | number | boolean;
export const TESTS = ["=", "!=", ">=", "<=", "contains", "answered", "unanswered"] as const;
export type Test = (typeof TESTS)[number];

/** Whether the test compares with a value. */
export function compares(test: Test): boolean {
  return test !== "answered" && test !== "unanswered";
}

/** The tests that make sense of a question's answer. */
export function testsOf(question: Question | undefined): Test[] {
  const always: Test[] = ["answered", "unanswered"];
  if (!question) return [...TESTS];
  if (["multiple", "turf", "ranking", "drill_down"].includes(question.kind)) return ["contains", ...always];
  if (["single", "dropdown", "image_choice", "boolean", "consent"].includes(question.kind)) return ["=", "!=", ...always];
  if (isNumber(question)) return ["=", "!=", ">=", "<=", ...always];
  if (["text", "long_text"].includes(question.kind)) return ["contains", "=", ...always];
  return always;
}

export function isNumber(question: Question): boolean {
  return ["number", "slider", "rating", "nps", "csat", "ces"].includes(question.kind);
}

export function freshRow(question: Question): Row {
  const is = testsOf(question)[0] ?? "answered";
  return { question: question.id, is, value: firstValue(question) };
}

function firstValue(question: Question): Scalar {
  if (isNumber(question)) return 0;
  if (["boolean", "consent"].includes(question.kind)) return true;
  return question.options?.[0]?.code ?? "";
}

/** Null when it is more than rows can say. */
export function rowsOf(expression: Expression | null | undefined): Rows | null {
  if (!expression) return { join: "and", rows: [] };
  const { op, of } = expression;
  if ((op === "and" || op === "or") && Array.isArray(of)) {
    const rows = of.map((one) => rowOf(one as Expression));
    return rows.every((row) => row !== null) ? { join: op, rows } : null;
  }
  const row = rowOf(expression);
  return row ? { join: "and", rows: [row] } : null;
}

function rowOf(expression: Expression): Row | null {
  const { op, of } = expression;
  if (!Array.isArray(of)) return null;
  const [left, right] = of as (Expression | undefined)[];
  if (op === "not" && of.length === 1) {
    const inner = rowOf(left ?? {});
    return inner?.is === "answered" ? { ...inner, is: "unanswered" } : null;
  }
  const question = left && Object.keys(left).length === 1 ? left.answer : undefined;
  if (typeof question !== "string") return null;
  if (op === "answered" && of.length === 1) return { question, is: "answered", value: "" };
  const value = right && Object.keys(right).length === 1 ? right.value : undefined;
  const isScalar = ["string", "number", "boolean"].includes(typeof value);
  if (of.length !== 2 || !isScalar || !TESTS.includes(op as Test) || !compares(op as Test)) return null;
  return { question, is: op as Test, value: value as Scalar };
}

/** Null for no rows: then nothing is asked. */
export function expressionOf({ join, rows }: Rows): Expression | null {
  const made = rows.map(single);
  return made.length < 2 ? (made[0] ?? null) : { op: join, of: made };
}

function single({ question, is, value }: Row): Expression {
  const answered = { op: "answered", of: [{ answer: question }] };
  if (is === "answered") return answered;
  if (is === "unanswered") return { op: "not", of: [answered] };
  return { op: is, of: [{ answer: question }, { value }] };
}

/** An expression as somebody typed it; null when it is none. */
export function parsed(text: string): Expression | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Expression) : null;
  } catch {
    return null;
  }
}
