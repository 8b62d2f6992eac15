import { describe, expect, it } from "vitest";

import { chose, choseInRow, columnsOf, inGroup } from "@/pages/surveys/results/columns";
import type { Form } from "@/pages/surveys/shapes";

const OPTIONS = [{ code: "tea", label: { en: "Tea" } }, { code: "cake" }];
const FORM: Form = {
  languages: ["en"],
  pages: [
    {
      id: "one",
      questions: [
        { id: "score", kind: "nps" },
        { id: "tried", kind: "multiple", options: OPTIONS },
        { id: "which", kind: "single", options: OPTIONS },
        { id: "table", kind: "matrix", rows: OPTIONS, columns: [{ code: "good" }] },
        { id: "why", kind: "long_text" },
      ],
    },
    { id: "two", repeat: { question: "tried" }, questions: [{ id: "often", kind: "number" }] },
  ],
};

describe("the columns of a form", () => {
  it("are one per thing that can be counted", () => {
    expect(columnsOf(FORM).map((one) => one.name)).toEqual(["score", "tried.tea", "tried.cake", "which", "table.tea", "table.cake"]);
  });
});

describe("who is behind a bar", () => {
  it.each([
    ["single", "cake", false, { column: "q", codes: ["cake"] }],
    ["multiple", "cake", true, { column: "q.cake", least: 1 }],
    ["boolean", "true", false, { column: "q", least: 1 }],
    ["boolean", "false", false, { column: "q", most: 0 }],
  ])("of a %s question with %s", (kind, code, many, wanted) => expect(chose(kind, "q", code, many)).toEqual(wanted));
  it("in a row of a table", () => {
    expect(choseInRow("matrix", "q", "tea", "good")).toEqual({ column: "q.tea", codes: ["good"] });
    expect(choseInRow("matrix_multiple", "q", "tea", "good")).toEqual({ column: "q.tea.good", least: 1 });
  });
  it("is satisfied at the good end of the scale, whichever that is", () => {
    expect(inGroup("csat", [1, 5], "q", "satisfied")).toEqual({ column: "q", least: 4 });
    expect(inGroup("csat", [1, 5], "q", "satisfied", true)).toEqual({ column: "q", most: 2 });
  });
  it("is in one group of a score and in no other", () => {
    const groups = ["promoters", "passives", "detractors"].map((one) => inGroup("nps", [0, 10], "q", one));
    for (const score of [0, 6, 6.5, 7, 8.5, 8.999, 9, 10]) {
      const fits = groups.filter((one) => score >= (one?.least ?? -1) && score <= (one?.most ?? 11));
      expect([score, fits.length]).toEqual([score, 1]);
    }
  });
});
