// What the API says of texts, topics and what moves the score.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type Unit = Shapes["FeedbackUnit"];
export type UnitAspect = Shapes["FeedbackAspect"];
export type Figures = Shapes["FeedbackFigures"];
export type Share = Shapes["FeedbackShare"];
export type TopicFigure = Shapes["TopicFigure"];
export type AspectFigure = Shapes["AspectFigure"];
export type Week = Shapes["FeedbackWeek"];
export type Accuracy = Shapes["FeedbackAccuracy"];
export type Model = Shapes["FeedbackModel"];
export type Topic = Shapes["FeedbackTopic"];
export type Step = Shapes["TopicStep"];
export type Search = Shapes["TopicSearch"];
export type Driver = Shapes["FeedbackDriver"];
export type Drivers = Shapes["FeedbackDrivers"];
export type Question = Shapes["FeedbackQuestion"];

export type Feeling = "negative" | "neutral" | "positive";
export const FEELINGS: Feeling[] = ["negative", "neutral", "positive"];
export const COLOR: Record<string, string> = { negative: "red", neutral: "gray", positive: "teal" };

export const ASPECTS = [
  "delivery", "price", "quality", "service", "waiting", "packaging", "app", "refund", "staff", "size", "payment",
  "taste", "place", "look", "function", "instructions",
] as const;

/** Words by language: those of the reader, else of a near one, else any. */
export function said(words: Record<string, string> | undefined, language: string): string {
  if (!words) return "";
  const near = language.startsWith("zh") ? ["zh-CN", "zh-TW", "zh"] : ["en"];
  return [language, ...near].map((one) => words[one]).find(Boolean) ?? Object.values(words)[0] ?? "";
}
