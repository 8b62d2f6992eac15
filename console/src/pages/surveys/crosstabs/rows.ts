// The questions that can stand in the rows of a cross table, by their ids. Pure.
import { questionsOf } from "@/pages/surveys/form";
import { columnsOf } from "@/pages/surveys/results/columns";
import type { Form, Words } from "@/pages/surveys/shapes";

export interface RowQuestion {
  id: string;
  title: Words;
}

export function rowsOf(form: Form): RowQuestion[] {
  const counted = new Set(columnsOf(form).map(({ question }) => question));
  return questionsOf(form)
    .filter((one) => counted.has(one.id))
    .map((one) => ({ id: one.id, title: one.title ?? {} }));
}
