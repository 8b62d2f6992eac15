import type { AnswerFilter } from "@/pages/surveys/results/shapes";

export const FORMATS = ["xlsx", "csv", "sav", "parquet", "pdf"] as const;
export type Format = (typeof FORMATS)[number] | "png";
export type ExportState = "due" | "running" | "done" | "failed" | "cancelled";

export interface ExportWish {
  format: Format;
  filter: AnswerFilter;
  language: string;
  values?: "codes" | "labels" | "both";
  participants?: boolean;
  question?: string | null;
}

export interface SurveyExport {
  id: string;
  format: Format;
  state: ExportState;
  progress: number;
  rows: number | null;
  bytes: number | null;
  problem: string;
  created_at: string;
  created_by: string;
  expires_at: string | null;
}
