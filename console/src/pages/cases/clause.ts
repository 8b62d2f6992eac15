import type { Clause } from "@/pages/cases/shapes";

export const FRESH_REMEDY: NonNullable<Clause["remedy"]> = {
  kind: "message",
  amount: 0,
  currency: "CNY",
  valid_days: 30,
  channel: "email",
  subject: {},
  text: {},
};
export const FRESH_LIMITS: NonNullable<Clause["limits"]> = { times: 1, days: 90, month_budget: 0 };

/** An id nobody has yet: clauses are counted by id in budgets, so one that was used is not used again. */
export function freshClause(others: readonly Clause[]): Clause {
  const taken = new Set(others.map((one) => one.id));
  let number = others.length + 1;
  while (taken.has(`clause-${number}`)) number += 1;
  return {
    id: `clause-${number}`,
    title: "",
    who: "agent",
    score: "nps",
    at_most: 6,
    trait: "",
    trait_is: "",
    remedy: { ...FRESH_REMEDY, kind: "voucher", amount: 1000 },
    limits: { ...FRESH_LIMITS, month_budget: 100_000 },
  };
}

/** A text with one language changed. */
export function spoken(words: Record<string, string> | undefined, language: string, text: string): Record<string, string> {
  return { ...words, [language]: text };
}
