import { describe, expect, it } from "vitest";

import { bodyOf, countOf, filterOf, searchOf, withColumn, withoutFilter } from "@/pages/surveys/results/filter";
import type { AnswerFilter } from "@/pages/surveys/results/shapes";

const FULL: AnswerFilter = {
  states: ["complete", "partial"],
  since: "2026-03-01",
  until: "2026-03-31",
  channels: ["email"],
  languages: ["zh-CN"],
  versions: [2],
  segment: "0199",
  traits: [{ name: "city", values: ["上海"] }],
  answers: [{ column: "score", least: 9 }],
  is_weighted: false,
  with_flagged: false,
  is_simulated: true,
};

describe("a filter in the address", () => {
  it("comes back as it went in", () => expect(filterOf(searchOf(FULL))).toEqual(FULL));
  it("leaves out what is as usual", () => expect(searchOf({ is_weighted: true, with_flagged: true, is_simulated: false, states: [] })).toEqual({}));
  it("forgets what somebody typed that is no filter", () => {
    expect(filterOf({ states: "complete", since: "yesterday", traits: [{ name: "city" }, 3], answers: [{ column: "a" }], segment: 5 })).toEqual({});
  });
  it("leaves the rest of the address alone", () => expect(withoutFilter({ tab: "results", since: "2026-03-01" })).toEqual({ tab: "results" }));
  it("counts its rules", () => expect(countOf(FULL)).toBe(12));
});

describe("a filter as it is sent", () => {
  it("holds the whole last day", () => {
    const { since, until } = bodyOf({ since: "2026-03-01", until: "2026-03-01" });
    expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(86_400_000);
  });
  it("asks one thing of one column", () => {
    const once = withColumn({}, { column: "score", least: 9 });
    expect(withColumn(once, { column: "score", most: 6 }).answers).toEqual([{ column: "score", most: 6 }]);
  });
});
