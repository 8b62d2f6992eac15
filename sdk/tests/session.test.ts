import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Form } from "../src/form/engine";
import { Door, LookingDoor, type Place, Refused } from "../src/form/place";
import { Session } from "../src/form/session";

const FORM: Form = {
  languages: ["en"],
  pages: [{ id: "one", questions: [{ id: "score", kind: "nps" }, { id: "why", kind: "text" }] }],
};
const VIEW = { help: "", required: false, enabled: true, options: [], rows: [], columns: [], entries: [], version: 0 };

function place(more: Partial<Place> = {}): Place {
  const questions = FORM.pages[0]!.questions!.map(({ id, kind }) => ({ ...VIEW, id, key: id, kind, title: id }));
  return {
    token: "rs1", state: "started", seq: 0, seed: 1, language: "en", languages: ["en"], title: "", theme: {}, progress: 0,
    page: { key: "one", page: "one", item: "", title: "", questions }, problems: {}, answers: {}, passed: [], given: {},
    full: [], form: FORM, may_go_back: false, is_last: false, may_correct: false, pages: [], end: null, ...more,
  };
}

interface Sent {
  url: string;
  body: { seq: number; answers: { [key: string]: unknown }; move: string };
}
let sent: Sent[];
let answer: (sent: Sent) => Response;

const says = (body: object, status = 200) => new Response(JSON.stringify(body), { status });
const settled = () => vi.advanceTimersByTimeAsync(0);
const session = (door: Door = new Door(""), at = place()) => new Session(door, at, () => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sent = [];
  answer = ({ body }) => says(place({ seq: body.seq, answers: body.answers as Place["answers"] }));
  vi.stubGlobal("fetch", (url: string, wish: { body?: string }) => {
    const one = { url, body: JSON.parse(wish.body ?? "{}") as Sent["body"] };
    if (wish.body) sent.push(one);
    return Promise.resolve(answer(one));
  });
});
afterEach(() => vi.unstubAllGlobals());

test("a choice of the link is shown as chosen and is kept only when she goes on", async () => {
  const one = session();
  one.offer("7");
  expect(one.get("score")).toBe(7);
  await vi.advanceTimersByTimeAsync(20_000);
  await one.stay(true);
  expect(sent).toEqual([]);
  await one.next();
  expect(sent.map(({ body }) => [body.move, body.answers])).toEqual([["next", { score: 7 }]]);
});

test("a choice of the link goes with the first thing she types, and what she takes away stays away", async () => {
  const one = session();
  one.offer("7");
  one.set("why", "Tea");
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent.at(-1)?.body.answers).toEqual({ score: 7, why: "Tea" });
  one.set("score", null);
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent.at(-1)?.body.answers).toEqual({ score: null });
  expect(one.get("score") ?? null).toBeNull();
});

test.each(["11", "-1", "7.5", "seven", ""])("the code %s is none of the answers and is passed over", (code) => {
  const one = session();
  one.offer(code);
  expect(one.answers).toEqual({});
});

test("a choice of the link never replaces an answer, nor comes up on a later page", () => {
  const answered = session(undefined, place({ answers: { score: 3 } }));
  const further = session(undefined, place({ passed: ["zero"] }));
  for (const one of [answered, further]) one.offer("7");
  expect([answered.get("score"), further.get("score")]).toEqual([3, undefined]);
});

test("what is only looked at opens nothing, and opens once with the first save", async () => {
  const begin = vi.fn(() => Promise.resolve("rs9"));
  const door = new LookingDoor("", "iv1", begin);
  answer = ({ body }) => says(place({ token: "rs9", seq: body.seq, answers: body.answers as Place["answers"] }));
  const one = session(door, place({ token: "iv1" }));
  await vi.advanceTimersByTimeAsync(20_000);
  await one.stay(true);
  expect(begin).not.toHaveBeenCalled();
  one.set("score", 4);
  await vi.advanceTimersByTimeAsync(5000);
  one.set("why", "Tea");
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent.map(({ url, body }) => [url, body.seq, body.answers])).toEqual([
    ["/v1/survey/rs9/answers", 1, { score: 4 }], ["/v1/survey/rs9/answers", 2, { why: "Tea" }],
  ]);
  expect(begin).toHaveBeenCalledTimes(1);
  expect(Object.keys(localStorage)).toEqual(["feilun:survey:rs9"]);
});

test("a cut while it is opened is tried again, and a no of the server ends it", async () => {
  const begin = vi.fn<() => Promise<string>>();
  begin.mockRejectedValueOnce(new Error("cut")).mockRejectedValue(new Refused(410, ""));
  const one = session(new LookingDoor("", "iv1", begin), place({ token: "iv1" }));
  one.set("score", 4);
  void one.next();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begin).toHaveBeenCalledTimes(2);
  expect([one.trouble, one.isShut, sent]).toEqual(["closed", true, []]);
});

test("a survey that is closed while she answers says so in place of its page", async () => {
  answer = () => says({ code: "survey_closed" }, 410);
  const one = session();
  one.set("score", 4);
  await one.next();
  await settled();
  expect(one.isShut).toBe(true);
});
