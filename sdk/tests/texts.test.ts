import { expect, test } from "vitest";
import type { Message } from "../src/core";
import en from "../src/widget/locales/en.json";
import zhCN from "../src/widget/locales/zh-CN.json";
import zhTW from "../src/widget/locales/zh-TW.json";
import { pieces, toRate } from "../src/widget/reading";

test("the three languages say the same things", () => {
  expect(Object.keys(zhCN)).toEqual(Object.keys(en));
  expect(Object.keys(zhTW)).toEqual(Object.keys(en));
});

test("an address in a sentence becomes a link and its full stop does not", () => {
  expect(pieces("看 https://a.example/b?c=1。谢谢")).toEqual([
    { text: "看 " },
    { text: "https://a.example/b?c=1", href: "https://a.example/b?c=1" },
    { text: "。谢谢" },
  ]);
});

const message = (type: string, body: Message["body"]): Message => ({
  cid: type,
  seq: 1,
  at: "",
  state: "sent",
  sender: { kind: "system" },
  type,
  body,
});

test("a rating is asked after the close and no more once somebody wrote", () => {
  const closed = message("system", { event: "conversation.resolved" });
  expect(toRate([closed])).toBe(closed);
  expect(toRate([closed, message("text", { text: "还有" })])).toBeUndefined();
  expect(toRate([closed, message("rating", {})])).toBeUndefined();
});
