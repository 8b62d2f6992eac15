import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type CrossTables = Shapes["SurveyCrossTables"];
export type CrossSection = Shapes["CrossSection"];
export type CrossLine = Shapes["CrossLine"];
export type CrossFigure = Shapes["CrossFigure"];
