import { describe, expect, it } from "vitest";

import { spansOf } from "@/pages/surveys/results/spans";

const day = (day: string, complete = 1) => ({ day, started: complete, complete });

describe("days gathered into spans", () => {
  it("stay days while there are few, with the empty ones between", () => {
    expect(spansOf([day("2026-02-27"), day("2026-03-01", 3)], 20).map((one) => [one.from, one.to, one.complete])).toEqual([
      ["2026-02-27", "2026-02-27", 1],
      ["2026-02-28", "2026-02-28", 0],
      ["2026-03-01", "2026-03-01", 3],
    ]);
  });
  it("lose nobody and never are more than asked for", () => {
    for (const all of [1, 20, 21, 55, 400, 4000]) {
      const days = Array.from({ length: all }, (_, place) => day(new Date(Date.UTC(2020, 0, 1 + place)).toISOString().slice(0, 10)));
      const spans = spansOf(days, 20);
      expect(spans.length).toBeLessThanOrEqual(20);
      expect(spans.reduce((sum, one) => sum + one.complete, 0)).toBe(all);
      expect(spans.at(-1)?.to).toBe(days.at(-1)?.day);
    }
  });
  it("are none of nothing", () => expect(spansOf([], 20)).toEqual([]));
});
