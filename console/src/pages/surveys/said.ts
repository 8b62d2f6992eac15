// An answer as a person reads it: the words of the chosen options, not their codes.
import type { OptionView, QuestionView } from "@/pages/surveys/shapes";

export interface Texts {
  yes: string;
  no: string;
}

function label(options: OptionView[], code: string): string {
  for (const one of options) {
    if (one.code === code) return one.label || code;
    const inner = label(one.options ?? [], code);
    if (inner !== code) return inner;
  }
  return code;
}

export function said(question: QuestionView, value: unknown, texts: Texts): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return label([...question.options, ...question.columns], value);
  if (Array.isArray(value)) return value.map((one) => (typeof one === "object" ? JSON.stringify(one) : said(question, one, texts))).join(" · ");
  const all = [...question.rows, ...question.options, ...question.columns];
  return Object.entries(value as Record<string, unknown>)
    .map(([key, inner]) => `${label(all, key)}: ${typeof inner === "object" && !Array.isArray(inner) ? JSON.stringify(inner) : said(question, inner, texts)}`)
    .join("\n");
}
