import { describe, expect, it } from "vitest";

import { changedAt, choicesOf, type Code, freshId, leavesOf, movedAt, named, newCode, pathOf } from "@/pages/wrapup/tree";

const leaf = (id: string): Code => ({ id, names: { en: id.toUpperCase(), "zh-CN": `中${id}` }, keywords: [], children: [] });
const codes: Code[] = [{ ...leaf("a"), children: [leaf("b"), leaf("c")] }, leaf("d")];

describe("the tree of wrap-up codes", () => {
  it("gives its leaves only, each with what is above it", () => {
    expect(leavesOf(codes).map(({ code, above }) => [code.id, above.length])).toEqual([["b", 1], ["c", 1], ["d", 0]]);
  });
  it("names a code with its path, and one it has no more by its id", () => {
    expect(pathOf(codes, "c", "en")).toBe("A / C");
    expect(pathOf(codes, "gone", "en")).toBe("gone");
  });
  it("falls back to the nearest language", () => {
    expect(named({ "zh-CN": "物流" }, "zh-TW")).toBe("物流");
    expect(named({ en: "Delivery" }, "zh-CN")).toBe("Delivery");
  });
  it("keeps a code choosable that was set before it left the tree", () => {
    expect(choicesOf(codes, "gone", "en")[0]?.items[0]?.value).toBe("gone");
    expect(choicesOf(codes, "b", "en").map((one) => one.group)).toEqual(["A", "D"]);
  });
  it("changes, removes and moves without touching what was given", () => {
    const before = JSON.stringify(codes);
    expect(leavesOf(changedAt(codes, [0, 1], () => null)).map(({ code }) => code.id)).toEqual(["b", "d"]);
    expect(leavesOf(movedAt(codes, [0, 0], 1)).map(({ code }) => code.id)).toEqual(["c", "b", "d"]);
    expect(movedAt(codes, [1], 1)).toBe(codes);
    expect(JSON.stringify(codes)).toBe(before);
  });
  it("makes ids nobody has, also for names without Latin letters", () => {
    expect(freshId(["late"], "Late!")).toBe("late-2");
    expect(freshId(["code-1"], "物流")).toBe("code-2");
    expect(newCode(codes, "维修", "zh-CN").id).toBe("code-1");
  });
});
