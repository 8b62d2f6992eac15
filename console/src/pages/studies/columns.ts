// Columns of a survey that hold numbers, with the words of their questions: what drivers can be looked for among.
import { useAnswer } from "@/api/queries";
import type { Option, Question, Survey } from "@/pages/surveys/shapes";
import { said } from "@/pages/studies/words";

export interface NumberColumn {
  name: string;
  label: string;
  isScore: boolean;
}

const SCORES = ["nps", "csat", "ces"];
const SIMPLE = [...SCORES, "rating", "slider", "number", "boolean"];

/** `question`, or `question.row` for each row of a matrix, as the code book names them. */
export function columnsOf(questions: Question[], language: string): NumberColumn[] {
  const parts: Record<string, (question: Question) => Option[]> = {
    matrix: (one) => one.rows ?? [],
    constant_sum: (one) => one.options ?? [],
  };
  return questions.flatMap((question) => {
    const title = said(question.title, language) || question.id;
    if (SIMPLE.includes(question.kind)) return [{ name: question.id, label: title, isScore: SCORES.includes(question.kind) }];
    const rows = parts[question.kind]?.(question) ?? [];
    return rows.map((row) => ({ name: `${question.id}.${row.code}`, label: `${title} · ${said(row.label, language) || row.code}`, isScore: false }));
  });
}

export function useColumns(survey: string | null, language: string): NumberColumn[] {
  const { data } = useAnswer<Survey>(survey ? `/surveys/${survey}` : null);
  return data ? columnsOf(data.form.pages.flatMap((page) => page.questions ?? []), language) : [];
}
