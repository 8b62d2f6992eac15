import { describe, expect, it } from "vitest";

import en from "@/locales/en/audiences.json";
import zhCN from "@/locales/zh-CN/audiences.json";
import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import type { Rule } from "@/pages/audiences/shapes";
import { carried, testsFor, valueFor } from "@/pages/audiences/tests";

type Texts = { [key: string]: string | Texts };

function sayer(texts: Texts): Say {
  return (key, values = {}) => {
    const found = key.split(".").reduce<string | Texts | undefined>((at, name) => (typeof at === "object" ? at[name] : undefined), texts);
    return String(found).replace(/{{(\w+)}}/g, (_, name: string) => String(values[name]));
  };
}

const lapsed: Rule = {
  all: [
    { event: "Order Completed", measure: "count", is: "ge", value: 2, within_days: 60, where: [{ property: "products.category", is: "eq", value: "BABY" }] },
    { event: "Order Completed", measure: "count", is: "eq", value: 0, within_days: 21 },
    { any: [{ trait: "city", is: "in", value: ["上海", "杭州"] }, { trait: "phone", is: "exists" }] },
  ],
};

describe("a rule as a sentence", () => {
  it("reads in Chinese", () => {
    expect(sentenceOf(lapsed, sayer(zhCN))).toBe(
      "近 60 天内 Order Completed（products.category 等于 BABY）至少 2 次，并且近 21 天内没有 Order Completed，并且（city 是 上海、杭州 之一，或者有 phone）。",
    );
  });
  it("reads in English", () => {
    expect(sentenceOf({ not: { any: [{ trait: "city", is: "eq", value: "Paris" }] } }, sayer(en))).toBe("Not: city is Paris.");
    expect(sentenceOf({ event: "Order Completed", measure: "sum", is: "gt", value: 100, within_days: null }, sayer(en))).toBe(
      "The total of Order Completed at any time is more than 100.",
    );
  });
});

describe("tests for a field", () => {
  it("are those of its type, and the one that is set", () => {
    expect(testsFor({ name: "age", type: "number", count: 1, examples: [] }, "contains")).toContain("contains");
    expect(testsFor({ name: "born", type: "text", count: 1, examples: ["1990-02-03"] }, "before")).toEqual(["before", "after", "exists", "missing"]);
  });
  it("turn what was typed into a value of the field's type", () => {
    expect(valueFor("eq", "number", "18")).toBe(18);
    expect(valueFor("in", "text", ["上海"])).toEqual(["上海"]);
    expect(valueFor("eq", "truth", "true")).toBe(true);
    expect(carried("in", "上海")).toEqual(["上海"]);
    expect(carried("eq", ["上海", "杭州"])).toBe("上海");
  });
});
