// A cross table as text that a spreadsheet takes apart again. Pure.
import type { CrossTable } from "@/pages/surveys/crosstabs/shapes";

export interface Named {
  title: string;
  rows: string[];
  columns: string[];
  base: string;
}

/** Tabs and lines; a cell that would begin a formula gets a quote before it. */
export function tableText(table: CrossTable, named: Named): string {
  const lines = [
    [named.title, ...named.columns.map((name, place) => `${name} (${table.letters[place]})`)],
    ...table.cells.map((cells, row) => [named.rows[row] ?? "", ...cells.map((cell) => `${(cell.share * 100).toFixed(1)}%${cell.above.length > 0 ? ` ${cell.above.join("")}` : ""}`)]),
    [named.base, ...table.bases.map(String)],
  ];
  return lines.map((line) => line.map(guarded).join("\t")).join("\n");
}

function guarded(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, " ");
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}
