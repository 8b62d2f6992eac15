import { describe, expect, it } from "vitest";

import { differences } from "@/pages/surveys/differences";
import type { Form } from "@/pages/surveys/shapes";

const form = (...questions: { id: string; title: string }[]): Form => ({
  languages: ["en"],
  pages: [{ id: "one", questions: questions.map(({ id, title }) => ({ id, kind: "text", title: { en: title } })) }],
});

describe("what differs between two forms", () => {
  it("names what was taken out, put in and reworded", () => {
    const found = differences(form({ id: "a", title: "A" }, { id: "b", title: "B" }), form({ id: "b", title: "Other" }, { id: "c", title: "C" }));
    expect([found.onlyBefore, found.onlyAfter, found.changed].map((list) => list.map((one) => one.id))).toEqual([["a"], ["c"], ["b"]]);
  });
  it("is nothing between a form and itself", () => {
    const same = form({ id: "a", title: "A" });
    const turned: Form = { pages: same.pages, languages: same.languages };
    expect(differences(same, turned)).toEqual({ onlyBefore: [], onlyAfter: [], changed: [] });
  });
});
