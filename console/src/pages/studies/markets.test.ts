import { describe, expect, it } from "vitest";

import { firstMarket, fitted, freeName, isSame, isSound, newest, stepOf } from "@/pages/studies/markets";
import { emptyPlan } from "@/pages/studies/plans";
import type { Attribute, Plan, Scenario } from "@/pages/studies/shapes";

const level = (code: string, value: number | null = null) => ({ code, label: {}, value });
const brand: Attribute = { code: "brand", label: {}, levels: [level("a"), level("b")], is_price: false, is_linear: null };
const price: Attribute = { code: "price", label: {}, levels: [level("p1", 10), level("p2", 20), level("p3", 40)], is_price: true, is_linear: null };
const plan: Plan = { ...emptyPlan("en", ""), attributes: [brand, price] };
const market = firstMarket(plan, "Ours", (n) => `Rival ${n}`);

describe("the first market", () => {
  it("has one of ours beside two rivals at the middle price", () => {
    expect(market.products.map((one) => one.is_own)).toEqual([true, false, false]);
    expect(market.products.map((one) => one.levels)).toEqual([{ brand: "a", price: 20 }, { brand: "b", price: 20 }, { brand: "a", price: 20 }]);
  });
});

describe("a market after its plan has changed", () => {
  it("is the same where nothing changed", () => expect(fitted(plan, market)).toBe(market));
  it("takes another level for one that is gone, and stays within what is tested", () => {
    const levels = [level("a"), level("z")];
    const dearer = { ...price, levels: [level("p1", 30), level("p3", 40)] };
    const found = fitted({ ...plan, attributes: [{ ...brand, levels }, dearer] }, market);
    expect(found.products[1]?.levels).toEqual({ brand: "a", price: 30 });
  });
  it("gets what the plan has since", () => {
    const size: Attribute = { ...brand, code: "size" };
    expect(fitted({ ...plan, attributes: [brand, price, size] }, market).products[0]?.levels).toEqual({ brand: "a", price: 20, size: "a" });
  });
});

describe("names of products", () => {
  it("must be there and differ", () => {
    const [one, two] = market.products;
    expect(isSound(market)).toBe(true);
    expect(one && two && isSound({ ...market, products: [one, { ...two, name: "Ours" }] })).toBe(false);
    expect(one && isSound({ ...market, products: [{ ...one, name: " " }] })).toBe(false);
  });
  it("are made free by a number", () => expect(freeName(market.products, "Ours")).toBe("Ours 2"));
  it("count on from the number they have", () => expect(freeName(market.products, "Rival 1")).toBe("Rival 3"));
});

it("a slider moves in round steps", () => expect([stepOf([99, 199]), stepOf([10, 12]), stepOf([0, 0])]).toEqual([1, 0.02, 1]));

describe("saved markets", () => {
  const saved = (name: string, changed_at: string): Scenario => ({ id: name, name, market, revision: 1, changed_at, changed_by: "" });
  it("begin with the one that was saved last", () => {
    expect(newest([])).toBeUndefined();
    const rows = [saved("old", "2026-11-01T08:00:00Z"), saved("new", "2026-12-01T08:00:00Z"), saved("older", "2026-10-01T08:00:00Z")];
    expect(newest(rows)?.name).toBe("new");
  });
  it("are the same whatever the order of their fields, and other ones with another price", () => {
    const [own, ...rivals] = market.products;
    const turned = { ...own!, levels: { price: 20, brand: "a" } };
    expect(isSame(market, { ...market, products: [turned, ...rivals] })).toBe(true);
    expect(isSame(market, { ...market, products: [{ ...turned, levels: { price: 21, brand: "a" } }, ...rivals] })).toBe(false);
  });
});
