import { describe, expect, it } from "vitest";

import { changeOf, placeOf, saidOf } from "@/pages/surveys/results/scale";

describe("a score on its axis", () => {
  it("stands in the middle when promoters and detractors are even", () => expect(placeOf("nps", 0)).toBe(50));
  it("never leaves the axis", () => expect([placeOf("nps", -120), placeOf("csat", 1.2)]).toEqual([0, 100]));
  it("is said with its sign", () => expect([saidOf("nps", 12.04), saidOf("nps", -3.5), saidOf("csat", 0.8123)]).toEqual(["+12", "−3.5", "81.2 %"]));
  it("changes by points", () => expect([changeOf("nps", -4.26), changeOf("ces", 0.0312)]).toEqual(["−4.3", "+3.1"]));
});
