// The questions that can stand in the rows of a cross table, each with its columns. Pure.
import { questionsOf } from "@/pages/surveys/form";
import { columnsOf } from "@/pages/surveys/results/columns";
import type { Form, Words } from "@/pages/surveys/shapes";

export interface RowQuestion {
  id: string;
  title: Words;
  columns: string[];
}

export function rowsOf(form: Form): RowQuestion[] {
  const columns = columnsOf(form);
  return questionsOf(form)
    .map((one) => ({ id: one.id, title: one.title ?? {}, columns: columns.filter(({ question }) => question === one.id).map(({ name }) => name) }))
    .filter((one) => one.columns.length > 0);
}
