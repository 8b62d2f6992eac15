import { describe, expect, it } from "vitest";

import { clean, daysAgo, isSame, queryOf, readyQuestions, wishOf } from "@/pages/feedback/wish";

describe("the filter in the address", () => {
  it("keeps what it knows and nothing else", () =>
    expect(wishOf({ tab: "topics", search: 300, score: "low", other: "x" })).toEqual({ search: "300", score: "low" }));
  it("has no question without its survey and no value without its trait", () =>
    expect(clean({ question: "why", trait: "plan", since: "yesterday" })).toEqual({}));
  it("asks for whole days, the last one included", () => {
    const { since, until } = queryOf({ since: "2026-11-30", until: "2026-11-30" });
    expect(Date.parse(String(until)) - Date.parse(String(since))).toBe(86_400_000);
  });
  it("leaves out days that were not given", () => expect(queryOf({ score: "low" })).toEqual({ score: "low", since: null, until: null }));
});

describe("ready questions", () => {
  const now = new Date(2026, 11, 1);
  it("are told apart", () => {
    const all = readyQuestions(now).map((one) => one.wish);
    expect(all.filter((one) => all.some((other) => other !== one && isSame(one, other)))).toEqual([]);
  });
  it("reckon days over the end of a month", () => expect(daysAgo(6, now)).toBe("2026-11-25"));
});
