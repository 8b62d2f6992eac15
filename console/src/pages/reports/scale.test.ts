import { describe, expect, it } from "vitest";

import { drawn, heights, verdictOf } from "@/pages/reports/scale";

describe("bars", () => {
  it("are measured against the tallest", () => expect(heights([50, 100, 0])).toEqual([50, 100, 0]));
  it("show what is small", () => expect(heights([1, 1000])[0]).toBe(2));
  it("of nothing are nothing", () => expect(heights([0, 0])).toEqual([0, 0]));
});

describe("an interval", () => {
  it("keeps zero on the axis", () => {
    const { zero, low, value, high } = drawn({ value: 0.04, low: 0.02, high: 0.06 });
    expect(zero).toBeLessThan(low);
    expect([low, value, high]).toEqual([low, value, high].toSorted((a, b) => a - b));
    expect(high).toBeLessThanOrEqual(100);
  });
  it("says what it proves", () => {
    expect(verdictOf({ value: 1, low: 0.5, high: 2 })).toBe("better");
    expect(verdictOf({ value: 1, low: -0.5, high: 2 })).toBe("open");
    expect(verdictOf({ value: -1, low: -2, high: -0.1 })).toBe("worse");
  });
});
