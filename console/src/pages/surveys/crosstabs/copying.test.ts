import { describe, expect, it } from "vitest";

import { tableText } from "@/pages/surveys/crosstabs/copying";
import type { CrossTable } from "@/pages/surveys/crosstabs/shapes";

const cell = (share: number, above: string[] = []) => ({ count: 1, weighted: 1, share, above });
const TABLE = { letters: ["A", "B"], cells: [[cell(0.5, ["B"]), cell(0.25)]], bases: [40, 50] } as unknown as CrossTable;

describe("a copied cross table", () => {
  it("has the letters of its columns and the bases at its foot", () => {
    expect(tableText(TABLE, { title: "Why?", rows: ["Price"], columns: ["Shop", "Web"], base: "Base" })).toBe("Why?\tShop (A)\tWeb (B)\nPrice\t50.0% B\t25.0%\nBase\t40\t50");
  });
  it("runs no formula and breaks no line", () => {
    expect(tableText(TABLE, { title: "=1+1", rows: ["a\tb\nc"], columns: ["x", "y"], base: "n" })).toBe("'=1+1\tx (A)\ty (B)\na b c\t50.0% B\t25.0%\nn\t40\t50");
  });
});
