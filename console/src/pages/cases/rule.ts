// A rule as the form holds it, and back.
import type { Rule } from "@/pages/cases/shapes";

export interface RuleWish {
  name: string;
  kind: "score" | "drop" | "words" | "topic";
  score: "nps" | "csat" | "ces";
  bound: "at_most" | "at_least";
  value: number;
  words: string[];
  does: "case" | "refer";
  owner: string;
  hours: number;
  severity: "low" | "normal" | "high";
  remedy: string;
  invitation: string;
  resurvey: string | null;
}

type Language = "zh-CN" | "zh-TW" | "en";

export const FRESH: RuleWish = {
  name: "",
  kind: "score",
  score: "nps",
  bound: "at_most",
  value: 6,
  words: [],
  does: "case",
  owner: "fewest",
  hours: 24,
  severity: "normal",
  remedy: "",
  invitation: "",
  resurvey: null,
};

export function wishOf(rule: Rule, language: string): RuleWish {
  const opening = rule.opening;
  const names = opening.kind === "words" ? opening.words : opening.kind === "topic" ? opening.names : [];
  const score = opening.kind === "score" || opening.kind === "drop" ? opening.score : "nps";
  const bound = opening.kind === "score" && opening.at_most == null ? "at_least" : "at_most";
  const value = opening.kind === "drop" ? opening.by : opening.kind === "score" ? (opening[bound] ?? 0) : 6;
  const owner = rule.owner?.kind === "person" ? (rule.owner.person ?? "nobody") : (rule.owner?.kind ?? "fewest");
  const said = rule.invitation ?? {};
  return {
    name: rule.name,
    kind: opening.kind,
    score,
    bound,
    value,
    words: names,
    does: rule.does ?? "case",
    owner,
    hours: (rule.minutes ?? 1440) / 60,
    severity: rule.severity ?? "normal",
    remedy: rule.remedy ?? "",
    invitation: said[language] ?? Object.values(said)[0] ?? "",
    resurvey: rule.resurvey ?? null,
  };
}

export function ruleOf(wish: RuleWish, language: string, before?: Rule): Rule {
  const isPerson = !["fewest", "nobody"].includes(wish.owner);
  const invitation = wish.does === "refer" ? { ...before?.invitation, [language as Language]: wish.invitation } : {};
  return {
    name: wish.name.trim(),
    opening: openingOf(wish),
    does: wish.does,
    owner: isPerson ? { kind: "person", person: wish.owner } : { kind: wish.owner as "fewest" | "nobody" },
    minutes: Math.max(1, Math.round(wish.hours * 60)),
    severity: wish.severity,
    remedy: wish.remedy,
    resurvey: wish.resurvey,
    invitation,
  };
}

function openingOf(wish: RuleWish): Rule["opening"] {
  if (wish.kind === "words") return { kind: "words", words: wish.words };
  if (wish.kind === "topic") return { kind: "topic", names: wish.words, sentiment: "negative" };
  if (wish.kind === "drop") return { kind: "drop", score: wish.score, by: wish.value };
  return { kind: "score", score: wish.score, question: "", [wish.bound]: wish.value };
}
