// What a step does, in one line.
import type { Language, Step, Words } from "@/pages/flows/shapes";

const LANGUAGES: Language[] = ["zh-CN", "zh-TW", "en"];

/** The words in the language, else in the nearest one there is. */
export function wordsIn(words: Words, language: Language): string {
  const order = language === "en" ? ["en", "zh-CN", "zh-TW"] : [language, ...LANGUAGES.filter((one) => one !== language)];
  return order.map((one) => words[one] ?? "").find((text) => text.trim()) ?? "";
}

export function summaryOf(step: Step, language: Language): string {
  switch (step.kind) {
    case "say":
    case "ask":
      return wordsIn(step.text, language);
    case "branch":
      return step.cases.map((one) => one.when.map((test) => test.name).join(" + ")).join(" / ");
    case "webhook":
      return `${step.method} ${step.url.replace(/^https?:\/\//, "")}`;
    case "set":
      return `${step.slot} = ${step.value}`;
    case "handover":
      return step.reason;
    case "answer":
      return step.article.slice(0, 8);
    default:
      return "";
  }
}
