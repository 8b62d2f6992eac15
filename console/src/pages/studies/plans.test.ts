import { describe, expect, it } from "vitest";

import { allowed, costOf, emptyPlan, faultsOf, isProhibited, moved, togglePair, withAttributes } from "@/pages/studies/plans";
import type { Attribute, Plan } from "@/pages/studies/shapes";

const level = (code: string, value: number | null = null) => ({ code, label: { en: code }, value });
const brand: Attribute = { code: "brand", label: { en: "Brand" }, levels: [level("a"), level("b"), level("c")], is_price: false, is_linear: null };
const price: Attribute = { code: "price", label: { en: "Price" }, levels: [level("p1", 10), level("p2", 20)], is_price: true, is_linear: null };
const plan: Plan = { ...emptyPlan("en", "Which?"), attributes: [brand, price] };
const keys = (given: Plan) => faultsOf("conjoint", given, (one) => one.label.en ?? "").map((one) => one.key);

describe("what keeps a plan from being fielded", () => {
  it("is nothing where each attribute has two levels", () => expect(keys(plan)).toEqual([]));
  it("is a price without a number", () => {
    const bare = { ...price, levels: [level("p1", 10), level("p2")] };
    expect(keys({ ...plan, attributes: [brand, bare] })).toEqual(["values"]);
  });
  it("is the same number twice", () => {
    const twice = { ...price, levels: [level("p1", 10), level("p2", 10)] };
    expect(keys({ ...plan, attributes: [brand, twice] })).toEqual(["sameValue"]);
  });
  it("is that nothing is left to show", () => {
    const all = brand.levels.flatMap((one) => price.levels.map((other) => [{ attribute: "brand", level: one.code }, { attribute: "price", level: other.code }]));
    expect(keys({ ...plan, prohibited: all })).toEqual(["nothingLeft"]);
  });
  it("is a MaxDiff whose sets cannot show every item", () => {
    const items = Array.from({ length: 12 }, (_, place) => level(`i${place}`));
    expect(faultsOf("maxdiff", { ...plan, items, sets: 2, size: 4 }, () => "").map((one) => one.key)).toEqual(["sets"]);
  });
});

describe("what cannot go together", () => {
  const barred = { ...plan, ...togglePair(plan, ["brand", "a"], ["price", "p1"]) };
  it("is one product fewer", () => expect([allowed(plan), allowed(barred)]).toEqual([6, 5]));
  it("holds whichever of the two is named first", () => expect(isProhibited(barred, ["price", "p1"], ["brand", "a"])).toBe(true));
  it("is taken back by the same tick", () => expect(togglePair(barred, ["price", "p1"], ["brand", "a"])).toEqual({ prohibited: [] }));
  it("goes with the level that it names", () => {
    const without = { ...brand, levels: brand.levels.slice(1) };
    expect(withAttributes(barred, [without, price]).prohibited).toEqual([]);
  });
});

describe("what a plan asks of people", () => {
  it("counts a line once and levels against the first", () => expect(costOf("conjoint", plan).utilities).toBe(2 + 1 + 1));
  it("is less with fewer tasks", () => {
    const [short, long] = [costOf("conjoint", { ...plan, tasks: 2 }), costOf("conjoint", { ...plan, tasks: 15 })];
    expect(short.minutes).toBeLessThan(long.minutes);
    expect(short.people).toBeGreaterThan(long.people);
  });
});

describe("moving", () => {
  it("changes places", () => expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]));
  it("stays at the end", () => expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]));
});
