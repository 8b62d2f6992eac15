import { describe, expect, it } from "vitest";

import type { Message } from "@/api/shapes";
import { added, inOrder, lines } from "@/pages/desk/thread";

function message(seq: number, at: string, id = "lin"): Message {
  return { seq, cid: `cid-${seq}`, sender: { kind: "customer", id, name: "林" }, type: "text", body: { text: "嗨" }, at };
}

describe("a thread", () => {
  it("shows messages of several pages in order and once", () => {
    const newer = { items: [message(2, "2026-11-30T10:00:00"), message(3, "2026-11-30T10:01:00")], has_more: true };
    const older = { items: [message(1, "2026-11-29T10:00:00"), message(2, "2026-11-30T10:00:00")], has_more: false };
    expect(inOrder([newer, older]).map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  it("has a line for each day and joins what one person says in a row", () => {
    const shown = lines([
      message(1, "2026-11-29T10:00:00"),
      message(2, "2026-11-30T10:00:00"),
      message(3, "2026-11-30T10:01:00"),
    ]);
    expect(shown.map((line) => (line.kind === "day" ? "day" : line.follows))).toEqual(["day", false, "day", false, true]);
  });

  it("a message that comes twice stays one", () => {
    const list = { pageParams: [0], pages: [{ items: [message(1, "2026-11-30T10:00:00")], has_more: false }] };
    const twice = added(added(list, message(2, "2026-11-30T10:01:00")), message(2, "2026-11-30T10:01:00"));
    expect(twice.pages[0]?.items.map((one) => one.seq)).toEqual([1, 2]);
  });
});
