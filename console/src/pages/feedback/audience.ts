// The filter as the rule of an audience, as far as rules can say it. Pure.
import type { Rule, Where } from "@/pages/audiences/shapes";
import type { Key, Wish } from "@/pages/feedback/wish";

const PROPERTY: Partial<Record<Key, string>> = {
  survey: "survey",
  question: "question",
  sentiment: "sentiment",
  language: "language",
  score: "score_group",
  aspect: "aspects.aspect",
  topic: "topic_ids",
};

export interface Said {
  rule: Rule;
  /** What a rule cannot say. */
  left: Key[];
}

export function ruleOf(wish: Wish, now = new Date()): Said {
  const where: Where[] = [];
  for (const [key, property] of Object.entries(PROPERTY)) {
    const value = wish[key as Key];
    if (value) where.push({ property, is: "eq", value });
  }
  if (wish.source) where.push({ property: wish.source === "survey" ? "survey" : "conversation", is: "exists" });
  if (wish.waited_over) where.push({ property: "waited_seconds", is: "gt", value: Number(wish.waited_over) });
  const within = wish.since ? Math.max(1, Math.ceil((now.getTime() - Date.parse(wish.since)) / 86_400_000)) : null;
  const spoke: Rule = { event: "feedback.read", measure: "count", is: "ge", value: 1, within_days: within, where };
  const trait: Rule[] = wish.trait ? [{ trait: wish.trait, is: "eq", value: wish.trait_value ?? "" }] : [];
  const left = (["search", "until"] as const).filter((key) => wish[key]);
  return { rule: trait.length > 0 ? { all: [spoke, ...trait] } : spoke, left };
}
