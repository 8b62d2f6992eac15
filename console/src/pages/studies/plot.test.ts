import { describe, expect, it } from "vitest";

import { axisOf, domainOf, nearest, scale, ticks } from "@/pages/studies/plot";

describe("ticks", () => {
  it("are round numbers within the domain", () => expect(ticks([99, 201], 6)).toEqual([100, 120, 140, 160, 180, 200]));
  it("are exact where steps are small", () => expect(ticks([0, 0.3], 3)).toEqual([0, 0.1, 0.2, 0.3]));
  it("are one where there is no width", () => expect(ticks([5, 5], 4)).toEqual([5]));
});

describe("a domain", () => {
  it("holds zero and leaves air above", () => {
    const [low, high] = domainOf([10, 20, null]);
    expect([low, high > 20]).toEqual([0, true]);
  });
  it("is something where nothing is known", () => expect(domainOf([null], false)).toEqual([0, 1]));
});

it("a scale turns round where its ends do", () => expect(scale([0, 10], 100, 0)(2.5)).toBe(75));

it("bars of one block share an axis with zero on it", () => {
  const at = axisOf([{ value: -1, low: -2, high: 0 }, { value: 3 }]);
  expect(at(-2)).toBeGreaterThan(0);
  expect(at(0)).toBeGreaterThan(at(-2));
  expect(at(3)).toBeLessThan(100);
});

it("the nearest place is found", () => expect(nearest([1, 4, 9], 6)).toBe(1));
