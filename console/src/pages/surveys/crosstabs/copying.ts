// A cross table as text that a spreadsheet takes apart again. Pure.
import type { CrossSection } from "@/pages/surveys/crosstabs/shapes";

export interface Named {
  title: string;
  /** With their letters. */
  columns: string[];
  rows: string[];
  base: string;
}

/** Tabs and lines; a cell that would begin a formula gets a quote before it. */
export function tableText(section: Pick<CrossSection, "lines" | "bases">, named: Named): string {
  const shown = (value: number | null) => (value === null ? "" : `${(value * 100).toFixed(1)}%`);
  const lines = [
    [named.title, ...named.columns],
    ...section.lines.map((line, row) => [named.rows[row] ?? "", ...line.cells.map((cell) => [shown(cell.value), cell.above.join("")].filter(Boolean).join(" "))]),
    [named.base, ...section.bases.map(String)],
  ];
  return lines.map((line) => line.map(guarded).join("\t")).join("\n");
}

function guarded(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, " ");
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}
