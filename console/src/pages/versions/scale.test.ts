import { describe, expect, it } from "vitest";

import { drawn, verdictOf } from "@/pages/versions/scale";

const estimate = (value: number, low: number, high: number) => ({ value, low, high, of: 10 });

describe("shares on a bar", () => {
  it("stand where they are", () => {
    expect(drawn(estimate(0.5, 0.25, 0.75))).toEqual({ value: 50, low: 25, wide: 50 });
  });

  it("stay on the bar and keep a visible interval", () => {
    expect(drawn(estimate(1, 1, 1))).toEqual({ value: 100, low: 99, wide: 1 });
  });

  it("are worse only when the intervals do not touch", () => {
    expect(verdictOf(estimate(0.5, 0.4, 0.6), estimate(0.55, 0.5, 0.7))).toBe("same");
    expect(verdictOf(estimate(0.5, 0.4, 0.6), estimate(0.8, 0.7, 0.9))).toBe("worse");
    expect(verdictOf(estimate(0.5, 0.4, 0.6), null)).toBe("same");
  });
});
