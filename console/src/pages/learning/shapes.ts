// What learning and foresight say.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type Gap = Shapes["LearningGap"];
export type GapQuestion = Shapes["GapQuestion"];
export type Run = Shapes["LearningRun"];
export type Proposal = Shapes["LearningProposal"];
export type Phrasing = Shapes["ProposedPhrasing"];
export type Answer = Shapes["ProposedAnswer"];
export type Evidence = Shapes["AnswerEvidence"];
export type Finding = Shapes["ProposalFinding"];
export type Gain = Shapes["PredictedGain"];
export type ForesightFigures = Shapes["ForesightFigures"];
export type Comparison = Shapes["ForesightComparison"];
export type Context = Shapes["ForesightContext"];
export type Preview = Shapes["ForesightPreview"];
export type Suggestion = Shapes["Suggestion"];
export type Rate = Shapes["Rate"];

export type GapState = Gap["state"];
export const STATES: GapState[] = ["open", "drafted", "dismissed", "gone"];

export type Language = "zh-CN" | "zh-TW" | "en";
export const LANGUAGES: Language[] = ["zh-CN", "zh-TW", "en"];

/** The words in a language, or in the nearest one there is. */
export function said(words: Record<string, string> | undefined, language: string): string {
  const order = language === "en" ? ["en", "zh-CN", "zh-TW"] : [language, "zh-CN", "zh-TW", "en"];
  return order.map((one) => words?.[one] ?? "").find((text) => text !== "") ?? "";
}
