import { describe, expect, it } from "vitest";

import { said } from "@/pages/surveys/said";
import type { QuestionView } from "@/pages/surveys/shapes";

const TEXTS = { yes: "Yes", no: "No" };
const option = (code: string, label: string, options: object[] = []) => ({ code, label, options });
const QUESTION = {
  options: [option("cn", "China", [option("hz", "Hangzhou")]), option("x", "")],
  rows: [option("speed", "Delivery")],
  columns: [option("bad", "Bad")],
} as unknown as QuestionView;

describe("an answer in words", () => {
  it.each([
    ["a choice", "cn", "China"],
    ["a deeper choice", ["cn", "hz"], "China · Hangzhou"],
    ["a code without words", "x", "x"],
    ["a table", { speed: "bad" }, "Delivery: Bad"],
    ["a score of nothing", 0, "0"],
    ["no", false, "No"],
    ["silence", undefined, ""],
    ["something deep", [{ name: "a" }], '{"name":"a"}'],
  ])("%s", (_, value, text) => {
    expect(said(QUESTION, value, TEXTS)).toBe(text);
  });
});
