import { describe, expect, it } from "vitest";

import { expressionOf, parsed, rowsOf } from "@/pages/surveys/conditions";

const LOW = { op: "<=", of: [{ answer: "score" }, { value: 6 }] };
const SILENT = { op: "not", of: [{ op: "answered", of: [{ answer: "why" }] }] };

describe("conditions as rows", () => {
  it.each([
    ["one comparison", LOW],
    ["an unanswered question", SILENT],
    ["several joined by or", { op: "or", of: [LOW, SILENT] }],
    ["a list that has a code", { op: "contains", of: [{ answer: "tried" }, { value: "tea" }] }],
  ])("come back as they were: %s", (_, expression) => {
    const rows = rowsOf(expression);
    expect(rows).not.toBeNull();
    expect(rows && expressionOf(rows)).toEqual(expression);
  });

  it.each([
    ["a part of an answer", { op: "=", of: [{ answer: "table", part: "speed" }, { value: "bad" }] }],
    ["and within or", { op: "or", of: [LOW, { op: "and", of: [LOW, SILENT] }] }],
    ["a score", { op: ">=", of: [{ score: "one" }, { value: 3 }] }],
    ["two answers", { op: "=", of: [{ answer: "a" }, { answer: "b" }] }],
    ["a list of values", { op: "=", of: [{ answer: "a" }, { value: ["x"] }] }],
  ])("leave what they cannot say: %s", (_, expression) => {
    expect(rowsOf(expression)).toBeNull();
  });

  it("no rows ask for nothing", () => {
    expect(expressionOf({ join: "and", rows: [] })).toBeNull();
    expect(rowsOf(null)).toEqual({ join: "and", rows: [] });
  });

  it("takes an object and nothing else for an expression", () => {
    expect(parsed(JSON.stringify(LOW))).toEqual(LOW);
    expect([parsed("[1]"), parsed("{"), parsed("3"), parsed("null")]).toEqual([null, null, null, null]);
  });
});
