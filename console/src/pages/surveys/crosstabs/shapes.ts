import type { CrossCell, ScoreResult, Told } from "@/pages/surveys/results/shapes";
import type { Words } from "@/pages/surveys/shapes";

export interface CrossTable {
  question: string;
  item: string;
  title: Words;
  rows: { code: string; label: Words }[];
  columns: { code: string; label: Words }[];
  letters: string[];
  cells: CrossCell[][];
  bases: number[];
  effective_bases: number[];
  scores: (ScoreResult | null)[] | null;
  chi_square: number | null;
  freedom: number;
  p: number | null;
  method: string;
  level: number;
  warnings: Told[];
}

export interface CrossTables {
  tables: CrossTable[];
}
