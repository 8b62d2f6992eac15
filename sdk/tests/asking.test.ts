import { beforeEach, expect, test, vi } from "vitest";
import type { Body } from "../src/core/link";
import { Asking, type Wanted } from "../src/widget/asking";

let calls: Body[];
let answers: (Body | Error | { code: number; passing: boolean })[];
let shown: Wanted[];
let page: string;
const NOTHING = { survey: null };

function asking(): Asking {
  const call = (method: string, body: Body): Promise<Body> => {
    expect(method).toBe("survey.prompt");
    calls.push(body);
    const answer = answers.shift() ?? NOTHING;
    return "passing" in answer || answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return new Asking(call, "en", () => page, (wanted) => shown.push(wanted));
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  [calls, answers, shown, page] = [[], [], [], "https://shop.example/cart"];
});

test("a page is asked about once, and the next page anew", async () => {
  const one = asking();
  one.arrive();
  one.arrive();
  await settled();
  page = "https://shop.example/thanks";
  one.arrive();
  await settled();
  expect(calls.map((call) => call.page)).toEqual(["https://shop.example/cart", page]);
});

test("it asks again after the seconds the server names, and says how many have passed", async () => {
  answers = [{ survey: null, delay_seconds: 15 }];
  asking().arrive();
  await vi.advanceTimersByTimeAsync(14_000);
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(calls.map((call) => call.seconds)).toEqual([0, 15]);
});

test("an event is told, also one that comes while it is asking", async () => {
  const one = asking();
  one.arrive();
  one.happened("Order Completed");
  await settled();
  expect(calls.map((call) => call.event)).toEqual([undefined, "Order Completed"]);
});

test("a server without surveys is asked once", async () => {
  answers = [{ code: 104, passing: false }];
  const one = asking();
  one.arrive();
  await settled();
  one.happened("Order Completed");
  page = "https://shop.example/other";
  one.arrive();
  await settled();
  expect(calls).toHaveLength(1);
});

test("a cut asks anew when the link is back", async () => {
  answers = [new Error("cut")];
  const one = asking();
  one.arrive();
  await settled();
  one.arrive();
  await settled();
  expect(calls).toHaveLength(2);
});

test("nothing is asked while she talks or is asked already", async () => {
  answers = [{ survey: "s", token: "iv1", layout: "bar", title: "A word?" }];
  const one = asking();
  one.chat(true);
  one.arrive();
  await settled();
  expect(calls).toHaveLength(0);
  one.chat(false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(shown).toEqual([{ token: "iv1", layout: "bar", title: "A word?", button: "" }]);
  one.happened("Order Completed");
  await settled();
  expect(calls).toHaveLength(1);
});
