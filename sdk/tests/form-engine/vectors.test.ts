import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Answers, type Circumstances, type Form, isMany, numberText, walk, words } from "../../src/form/engine";
import { fnv1a, mix } from "../../src/form/engine/shuffle";

interface Case {
  answers: Answers;
  about: Circumstances;
}
interface ByHand extends Case {
  name: string;
  form: Form;
  expect: { path: string[]; end: string; titles: string[]; answers: object; faults: object };
}
interface ByChance {
  form: Form;
  cases: Case[];
  found: object[];
}

const read = (name: string) => JSON.parse(readFileSync(`${import.meta.dirname}/../../../tests/forms/vectors/${name}`, "utf8"));

test.each(read("hand.json") as ByHand[])("$name", ({ form, answers, about, expect: wanted }) => {
  const found = walk(form, answers, about);
  expect({
    path: found.pages.map((page) => page.key),
    end: found.end,
    titles: found.pages.flatMap((page) => page.questions.map((view) => view.title)),
    answers: found.answers,
    faults: Object.fromEntries(Object.entries(found.problems).map(([key, faults]) => [key, faults.map((one) => one.code)])),
  }).toEqual(wanted);
});

test("the browser walks through random forms as the server does", () => {
  const vectors = read("random.json") as ByChance[];
  expect(vectors.length).toBeGreaterThan(20);
  for (const { form, cases, found } of vectors) {
    const ours = cases.map(({ answers, about }) => walk(form, answers, about));
    expect(ours).toEqual(found);
  }
});

test("the generator is the documented one", () => {
  expect([fnv1a("a"), mix(1)]).toEqual([0xe40c292c, 0x514e28b7]);
});

test("a number is written without an exponent", () => {
  expect([0, -2, 0.1 + 0.2, 1e21, 1.5e-7, -1234.5].map(numberText)).toEqual([
    "0", "-2", "0.30000000000000004", "1000000000000000000000", "0.00000015", "-1234.5",
  ]);
});

test("words fall back to the same tongue, then to the first language", () => {
  const text = { en: "Tea", "zh-CN": "茶" };
  expect(["zh-TW", "fr", "en"].map((language) => words(text, language, ["en", "zh-CN"]))).toEqual(["茶", "Tea", "Tea"]);
});

test("a picture question has many answers only where the form says so", () => {
  expect([isMany({ id: "q", kind: "image_choice" }), isMany({ id: "q", kind: "image_choice", many: true })]).toEqual([false, true]);
});
