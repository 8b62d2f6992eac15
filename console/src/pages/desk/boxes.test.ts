import { describe, expect, it } from "vitest";

import type { ConversationRow } from "@/api/shapes";
import { belongs, type ConversationNews, moved, renewed } from "@/pages/desk/boxes";

function row(id: string, last_at: string, more: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id,
    customer: `customer-${id}`,
    customer_name: "林晓彤",
    channel: "webchat",
    state: "open",
    assignee: null,
    assignee_name: null,
    last_text: "你好",
    last_at,
    unread: 0,
    waiting_since: null,
    rating: null,
    top: 0,
    opened_at: last_at,
    resolved_at: null,
    handle: "",
    speaker: "waiting",
    handover_reason: "",
    language: "",
    ...more,
  };
}

const list = { pageParams: [""], pages: [{ items: [row("b", "2026-02"), row("a", "2026-01")], next: null }] };
const ids = (paged: typeof list) => paged.pages.flatMap((page) => page.items.map((item) => item.id));

describe("boxes", () => {
  it("a conversation of mine is in mine and all, not in unassigned", () => {
    const mine = row("a", "2026-01", { assignee: "mei" });
    expect(["mine", "unassigned", "all", "resolved"].map((box) => belongs(mine, box as "mine", "mei"))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("a conversation with news rises to the top", () => {
    expect(ids(moved(list, row("a", "2026-03"), "all", "mei") as typeof list)).toEqual(["a", "b"]);
  });

  it("a resolved conversation leaves the open lists", () => {
    expect(ids(moved(list, row("b", "2026-02", { state: "resolved" }), "all", "mei") as typeof list)).toEqual(["a"]);
  });

  it("news of a customer's message count as unread and keep the names", () => {
    const news: ConversationNews = {
      id: "a",
      state: "open",
      assignee: "mei",
      last_text: "在吗",
      last_at: "2026-03",
      waiting_since: "2026-03",
      rating: null,
      top: 5,
      speaker: "agent",
      handover_reason: "",
    };
    const before = row("a", "2026-01", { assignee: "mei", assignee_name: "Mei", top: 4 });
    expect(renewed(before, news)).toMatchObject({ last_text: "在吗", unread: 1, assignee_name: "Mei" });
    expect(renewed({ ...before, assignee: null }, news)).toBeNull();
  });

  it("whom the bot talks to waits for nobody until it hands over", () => {
    const talks = row("a", "2026-01", { speaker: "bot" });
    expect(belongs(talks, "bot", "mei")).toBe(true);
    expect(belongs(talks, "unassigned", "mei")).toBe(false);
    expect(belongs({ ...talks, speaker: "waiting" }, "unassigned", "mei")).toBe(true);
  });

  it("a new conversation enters an empty list", () => {
    const empty = { pageParams: [""], pages: [{ items: [], next: null }] };
    expect(ids(moved(empty, row("c", "2026-04"), "unassigned", "mei") as typeof list)).toEqual(["c"]);
  });
});
