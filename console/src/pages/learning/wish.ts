// A proposal while a person changes it: ways to ask as lines of text, one block and one answer per language.
import type { Answer, Language, Phrasing, Proposal } from "@/pages/learning/shapes";
import { LANGUAGES } from "@/pages/learning/shapes";

export interface Wish {
  kind: Proposal["kind"];
  article: string | null;
  title: string;
  topic: string;
  ways: Record<Language, string>;
  answers: Record<Language, string>;
}

export function wishOf(proposal: Proposal): Wish {
  const ways = {} as Record<Language, string>;
  const answers = {} as Record<Language, string>;
  for (const language of LANGUAGES) {
    ways[language] = proposal.phrasings
      .filter((one) => one.language === language)
      .map((one) => one.text)
      .join("\n");
    answers[language] = proposal.answers.find((one) => one.language === language)?.text ?? "";
  }
  return { kind: proposal.kind, article: proposal.article, title: proposal.title, topic: proposal.topic, ways, answers };
}

export const linesOf = (text: string): string[] => [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))];

/** What is sent: how often a way was asked stays with it as long as its words do. */
export function sentOf(wish: Wish, proposal: Proposal) {
  const known = new Map(proposal.phrasings.map((one) => [`${one.language} ${one.text}`, one.count ?? 0]));
  const phrasings: Phrasing[] = LANGUAGES.flatMap((language) =>
    linesOf(wish.ways[language]).map((text) => ({ language, text, count: known.get(`${language} ${text}`) ?? 0 })),
  );
  const answers: Answer[] = LANGUAGES.filter((language) => wish.answers[language].trim()).map((language) => ({
    language,
    text: wish.answers[language].trim(),
  }));
  const { kind, title, topic } = wish;
  return { revision: proposal.revision, kind, article: kind === "phrasings" ? wish.article : null, title, topic, phrasings, answers };
}

export function isSame(wish: Wish, proposal: Proposal): boolean {
  return JSON.stringify(sentOf(wish, proposal)) === JSON.stringify(sentOf(wishOf(proposal), proposal));
}

/** The language to show first: the one that has something to say. */
export function firstLanguage(proposal: Proposal): Language {
  const told = [...proposal.answers, ...proposal.phrasings].map((one) => one.language);
  return LANGUAGES.find((language) => told.includes(language)) ?? "zh-CN";
}
