import { expect, test } from "vitest";
import type { Message } from "../src/core";
import { isWeb, parts, standingOf, turnsOf } from "../src/widget/turns";

let seq = 0;
const said = (kind: Message["sender"]["kind"], body: Message["body"], more: Partial<Message> = {}): Message => ({
  cid: `m${++seq}`,
  seq,
  at: "",
  state: "sent",
  sender: { kind },
  type: kind === "system" ? "system" : "text",
  body,
  ...more,
});
const event = (name: string) => said("system", { event: `conversation.${name}` });
const asks = () => said("bot", { text: "Which?", buttons: [{ label: "A" }] });

test.each([
  ["bot", []],
  ["bot", [said("customer", { text: "hi" }), asks()]],
  ["waiting", [said("bot", { text: "wait", handover: { number: 1, moment: "waiting" } })]],
  ["offline", [said("bot", { text: "late", handover: { number: 1, moment: "offline" } }), said("customer", { text: "x" })]],
  ["agent", [said("bot", { text: "wait", handover: { number: 1, moment: "waiting" } }), event("assigned")]],
  ["agent", [said("staff", { text: "I am Mei" })]],
  ["bot", [said("staff", { text: "bye" }), event("returned")]],
  ["bot", [said("bot", { text: "wait", handover: { number: 1, moment: "waiting" } }), event("left")]],
  ["offline", [event("unanswered")]],
  ["closed", [said("staff", { text: "bye" }), event("resolved")]],
] as [string, Message[]][])("the speaker is %s", (standing, messages) => {
  expect(standingOf(messages)).toBe(standing);
});

test("only the newest buttons count, and what was tapped stays to be seen", () => {
  const [first, answer, second] = [asks(), said("customer", { text: "A", tap: { kind: "option", id: "a" } }), asks()];
  expect(turnsOf([first]).active).toBe(first.cid);
  const tapped = turnsOf([first, answer]);
  expect([tapped.active, tapped.chosen.get(first.cid)]).toEqual([undefined, "A"]);
  expect(turnsOf([first, answer, second]).active).toBe(second.cid);
});

test("a tap that was refused leaves the buttons open", () => {
  const first = asks();
  const refused = said("customer", { text: "A" }, { state: "failed", seq: 0 });
  expect(turnsOf([first, refused]).chosen.size).toBe(0);
});

test("the newest answer that asks is the one that may be judged", () => {
  const old = said("bot", { text: "1", ask_helpful: "d1" });
  const next = said("bot", { text: "2", ask_helpful: "d2" });
  expect(turnsOf([old, next]).asks).toBe(next.cid);
});

test("parts of a body that are no objects are left out", () => {
  expect(parts({ buttons: [{ label: "A" }, "B", null, ["C"]] }, "buttons")).toEqual([{ label: "A" }]);
  expect(parts({ buttons: "no" }, "buttons")).toEqual([]);
});

test("only web addresses and own paths are links", () => {
  expect(["https://a", "/m/x", "//evil", "javascript:x", 3].map(isWeb)).toEqual([true, true, false, false, false]);
});
