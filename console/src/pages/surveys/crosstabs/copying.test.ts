import { describe, expect, it } from "vitest";

import { tableText } from "@/pages/surveys/crosstabs/copying";

const cell = (value: number | null, above: string[] = []) => ({ base: 40, count: 1, value, low: null, high: null, above });
const SECTION = { lines: [{ code: "price", label: {}, cells: [cell(0.5, ["B"]), cell(null)] }], bases: [40, 50] };

describe("a copied cross table", () => {
  it("has the letters of its columns and the bases at its foot", () => {
    expect(tableText(SECTION, { title: "Why?", rows: ["Price"], columns: ["Shop (A)", "Web (B)"], base: "Base" })).toBe("Why?\tShop (A)\tWeb (B)\nPrice\t50.0% B\t\nBase\t40\t50");
  });
  it("runs no formula and breaks no line", () => {
    expect(tableText(SECTION, { title: "=1+1", rows: ["a\tb\nc"], columns: ["x", "y"], base: "n" })).toBe("'=1+1\tx\ty\na b c\t50.0% B\t\nn\t40\t50");
  });
});
