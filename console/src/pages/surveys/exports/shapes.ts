import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type SurveyExport = Shapes["SurveyExport"];
export type ExportWish = Shapes["SurveyExportWish"];
export type Format = SurveyExport["format"];

/** Those that hold all answers or all results; a picture is asked for at its question. */
export const FORMATS: Format[] = ["xlsx", "csv", "sav", "parquet", "pdf"];
