// The columns that a form's answers are kept in, named as the server names them (docs/forms.md), and what a click asks for.
import type { ColumnFilter } from "@/pages/surveys/results/shapes";
import type { Form, Option, Question, Words } from "@/pages/surveys/shapes";

export interface AnswerColumn {
  name: string;
  question: string;
  kind: "choice" | "flag" | "number";
  title: Words;
  part: Words;
  values: { code: string; label: Words }[];
}

const CHOICES = new Set(["single", "dropdown", "image_choice"]);
const NUMBERS = new Set(["number", "rating", "slider", "nps", "csat", "ces", "calculated"]);
const FLAGS = new Set(["boolean", "consent"]);

/** Those that can be counted: a choice, a yes or no, a number. What is asked in loops and panels is left to exports. */
export function columnsOf(form: Form): AnswerColumn[] {
  return form.pages.filter((page) => !page["repeat"]).flatMap((page) => (page.questions ?? []).flatMap(ofQuestion));
}

function ofQuestion(question: Question): AnswerColumn[] {
  const { id, kind } = question;
  const options = question.options ?? [];
  const column = (part: string, kind: AnswerColumn["kind"], label: Words = {}, values: Option[] = []): AnswerColumn => ({
    name: part ? `${id}.${part}` : id,
    question: id,
    kind,
    title: question.title ?? {},
    part: label,
    values: values.map((one) => ({ code: one.code, label: one.label ?? {} })),
  });
  if (isMany(question)) return options.map((one) => column(one.code, "flag", one.label));
  if (CHOICES.has(kind)) return [column("", "choice", {}, options)];
  if (FLAGS.has(kind)) return [column("", "flag")];
  if (NUMBERS.has(kind)) return [column("", "number")];
  const rows = question.rows ?? [];
  if (kind === "matrix") return rows.map((one) => column(one.code, "choice", one.label, question.columns ?? []));
  if (kind === "matrix_multiple") return rows.flatMap((row) => (question.columns ?? []).map((one) => column(`${row.code}.${one.code}`, "flag", joined(row.label, one.label))));
  if (kind === "constant_sum" || kind === "ranking") return options.map((one) => column(one.code, "number", one.label));
  return [];
}

/** Whether a person may choose several. */
export function isMany(question: Question | undefined): boolean {
  if (!question) return false;
  return question.kind === "multiple" || question.kind === "turf" || (question.kind === "image_choice" && Boolean(question["many"]));
}

function joined(one: Words = {}, other: Words = {}): Words {
  return Object.fromEntries(Object.keys(one).map((language) => [language, `${one[language]} – ${other[language] ?? ""}`]));
}

/** Whoever gave this option. A question of several answers has a yes-or-no column per option. */
export function chose(kind: string, key: string, code: string, many: boolean): ColumnFilter {
  if (FLAGS.has(kind)) return isYes(code) ? { column: key, least: 1 } : { column: key, most: 0 };
  if (many) return { column: `${key}.${code}`, least: 1 };
  return { column: key, codes: [code] };
}

const isYes = (code: string) => code === "true" || code === "1" || code === "yes";

/** Whoever said so in a row of a table. */
export function choseInRow(kind: string, key: string, row: string, code: string): ColumnFilter {
  return kind === "matrix_multiple" ? { column: `${key}.${row}.${code}`, least: 1 } : { column: `${key}.${row}`, codes: [code] };
}

// Just below the next whole point: the cut points of scores hold for any number.
const BELOW = 1e-6;

/** Whoever falls into a group of a score; `down` where a low answer is the good one. */
export function inGroup(kind: string, scale: [number, number], key: string, group: string, down = false): ColumnFilter | null {
  if (kind === "nps") {
    if (group === "promoters") return { column: key, least: 9 };
    return group === "passives" ? { column: key, least: 7, most: 9 - BELOW } : { column: key, most: 7 - BELOW };
  }
  if (kind === "csat" && group === "satisfied") return down ? { column: key, most: scale[0] + 1 } : { column: key, least: scale[1] - 1 };
  return null;
}
