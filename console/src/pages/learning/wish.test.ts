import { describe, expect, it } from "vitest";

import type { Proposal } from "@/pages/learning/shapes";
import { firstLanguage, isSame, linesOf, sentOf, wishOf } from "@/pages/learning/wish";

const proposal = {
  revision: 3,
  kind: "new",
  article: null,
  title: "Invoices",
  topic: "",
  phrasings: [
    { language: "en", text: "Can I have an invoice?", count: 4 },
    { language: "zh-TW", text: "可以開發票嗎", count: 1 },
  ],
  answers: [{ language: "en", text: "Yes." }],
} as unknown as Proposal;

describe("a proposal in the editor", () => {
  it("comes back as it was when nobody touched it", () => {
    expect(isSame(wishOf(proposal), proposal)).toBe(true);
    expect(sentOf(wishOf(proposal), proposal).phrasings).toHaveLength(2);
  });

  it("keeps how often a way was asked, and adds new ones without", () => {
    const wish = wishOf(proposal);
    wish.ways.en += "\n  Invoice please \n\nInvoice please";
    expect(sentOf(wish, proposal).phrasings).toContainEqual({ language: "en", text: "Invoice please", count: 0 });
    expect(sentOf(wish, proposal).phrasings[1]).toBeDefined();
    expect(sentOf(wish, proposal).phrasings).toContainEqual({ language: "en", text: "Can I have an invoice?", count: 4 });
  });

  it("sends an article only for more ways to ask", () => {
    expect(sentOf({ ...wishOf(proposal), article: "a" }, proposal).article).toBeNull();
    expect(sentOf({ ...wishOf(proposal), kind: "phrasings", article: "a" }, proposal).article).toBe("a");
  });

  it("shows the language that has something to say", () => {
    expect(firstLanguage(proposal)).toBe("zh-TW");
    expect(linesOf(" a \n\nb\na")).toEqual(["a", "b"]);
  });
});
