import { describe, expect, it } from "vitest";

import { dropped, duplicated, fresh, moved, pageOf, placeOf, questionsOf, renamed, without, withoutPage, withPage, withQuestion, wordsIn } from "@/pages/surveys/form";
import type { Form } from "@/pages/surveys/shapes";

const FORM: Form = {
  languages: ["en"],
  pages: [
    { id: "one", questions: [{ id: "score", kind: "nps" }, { id: "tried", kind: "multiple", options: [{ code: "tea" }] }] },
    {
      id: "two",
      shown_if: { op: "<", of: [{ answer: "score" }, { value: 7 }] },
      questions: [{ id: "why", kind: "long_text", title: { en: "Why {{ answer.score }} and not {{ answer.score2 }}?" } }],
    },
  ],
};
const order = (form: Form) => form.pages.map((page) => (page.questions ?? []).map((one) => one.id).join(" "));

describe("a form while it is edited", () => {
  it("moves a question within its page and over its edge", () => {
    expect(order(moved(FORM, "score", 1))).toEqual(["tried score", "why"]);
    expect(order(moved(FORM, "tried", 1))).toEqual(["score", "tried why"]);
    expect(order(moved(FORM, "why", -1))).toEqual(["score tried why", ""]);
    expect(moved(FORM, "score", -1)).toBe(FORM);
  });

  it("drops a question before another or at the end of a page", () => {
    expect(order(dropped(FORM, "score", "two", "why"))).toEqual(["tried", "score why"]);
    expect(order(dropped(FORM, "score", "one"))).toEqual(["tried score", "why"]);
    expect(dropped(FORM, "score", "one", "score")).toBe(FORM);
  });

  it("copies a question under a name of its own, with options of its own", () => {
    const made = duplicated(FORM, "tried");
    expect(order(made.form)).toEqual(["score tried q1", "why"]);
    expect(questionsOf(made.form)[2]?.options).not.toBe(questionsOf(FORM)[1]?.options);
  });

  it("gives a new question a free name and what it cannot do without", () => {
    const first = fresh(FORM, "matrix");
    expect(first).toMatchObject({ id: "q1", rows: [{}, {}], columns: [{}, {}] });
    expect(fresh(withQuestion(FORM, "one", first), "text").id).toBe("q2");
  });

  it("keeps at least one page", () => {
    const { form, id } = withPage(FORM);
    expect(form.pages).toHaveLength(3);
    const last = withoutPage(withoutPage(withoutPage(form, id), "one"), "two");
    expect(last.pages.map((page) => page.id)).toEqual(["two"]);
  });

  it("renames a question wherever it is spoken of, and only there", () => {
    const form = renamed(FORM, "score", "likely");
    expect(form.pages[1]?.shown_if).toEqual({ op: "<", of: [{ answer: "likely" }, { value: 7 }] });
    expect(questionsOf(form).at(-1)?.title).toEqual({ en: "Why {{ answer.likely }} and not {{ answer.score2 }}?" });
    expect(pageOf(form, "likely")?.id).toBe("one");
    expect(pageOf(without(form, "likely"), "likely")).toBeUndefined();
  });

  it("leads from a problem to its place", () => {
    expect(placeOf(FORM, "pages[0].questions[1].options[0].label")).toEqual({ what: "question", id: "tried" });
    expect(placeOf(FORM, "pages[1].shown_if")).toEqual({ what: "page", id: "two" });
    expect(placeOf(FORM, "quotas[0].when")).toEqual({ what: "ends" });
    expect(placeOf(FORM, "languages")).toEqual({ what: "form" });
  });
});

describe("words of a form", () => {
  const words = { en: "Why?", "zh-CN": "为什么？" };
  it("come in the language, else in one of the same tongue, else in any", () => {
    expect(wordsIn(words, "zh-CN")).toBe("为什么？");
    expect(wordsIn(words, "zh-TW")).toBe("为什么？");
    expect(wordsIn(words, "fr")).toBe("Why?");
    expect(wordsIn({ en: " ", "zh-CN": "为什么？" }, "en-GB")).toBe("为什么？");
    expect(wordsIn(undefined, "en")).toBe("");
  });
});
