import { expect, test } from "vitest";
import en from "../src/form/locales/en.json";
import zhCN from "../src/form/locales/zh-CN.json";
import zhTW from "../src/form/locales/zh-TW.json";
import { sayIn } from "../src/form/texts";
import { contrast, lookOf, onTopOf, readable } from "../src/form/theme";

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test.each([zhCN, zhTW])("a language has every word, with the same places to fill", (other: Record<string, string>) => {
  expect(Object.keys(other).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) expect(holes(other[key] ?? ""), key).toEqual(holes(text));
});

test("a language is spoken in its own script, and an unknown one in English", () => {
  expect(["zh-CN", "zh-Hant-HK", "fr"].map((one) => sayIn(one)("next"))).toEqual(["下一页", "下一頁", "Next"]);
});

test.each(["#ffd500", "#ffffff", "#000000", "#0b7268", "#f0a", "#7f7f7f"])("the accent %s can be read in both themes", (accent) => {
  for (const paper of ["#ffffff", "#16201f"]) {
    const found = readable(accent, paper);
    expect(contrast(found, paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(onTopOf(found), found)).toBeGreaterThanOrEqual(4.5);
  }
});

test("what is no colour never comes into a style sheet", () => {
  expect(lookOf({ accent: "red}*{display:none", mode: "sepia" }, "", ":root")).toEqual({ mode: "auto", rules: "" });
  expect(lookOf({ mode: "light" }, "dark", ":root").mode).toBe("dark");
});
