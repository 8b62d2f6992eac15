import { expect, it } from "vitest";

import { FRESH, ruleOf, type RuleWish, wishOf } from "@/pages/cases/rule";

const WISHES: Partial<RuleWish>[] = [
  { name: "Low" },
  { name: "High", bound: "at_least", value: 9, does: "refer", invitation: "Tell a friend" },
  { name: "Fell", kind: "drop", value: 3, severity: "high", hours: 0.5 },
  { name: "Words", kind: "words", words: ["lawyer", "律师"], owner: "nobody" },
  { name: "Topic", kind: "topic", words: ["delivery"], owner: "0b0e7f3a-0000-7000-8000-000000000001" },
];

it.each(WISHES)("$name comes back from the server as it was written", (parts) => {
  const wish = { ...FRESH, ...parts };
  const back = wishOf(ruleOf(wish, "en"), "en");
  expect({ ...back, score: wish.score, value: ["words", "topic"].includes(wish.kind) ? wish.value : back.value }).toEqual(wish);
});

it("an invitation in another language stays", () => {
  const before = ruleOf({ ...FRESH, does: "refer", invitation: "告诉朋友" }, "zh-CN");
  expect(ruleOf({ ...FRESH, does: "refer", invitation: "Tell a friend" }, "en", before).invitation).toEqual({
    "zh-CN": "告诉朋友",
    en: "Tell a friend",
  });
});
