// Where a conversation belongs, and how one changed row moves between the lists. Pure, so it can be tested.
import type { InfiniteData } from "@tanstack/react-query";

import type { Box, ConversationRow, Page } from "@/api/shapes";

export const BOXES: Box[] = ["mine", "unassigned", "bot", "all", "resolved"];

export function belongs(row: ConversationRow, box: Box, me: string): boolean {
  if (box === "resolved") return row.state === "resolved";
  if (row.state !== "open") return false;
  if (box === "mine") return row.assignee === me;
  if (box === "bot") return row.speaker === "bot";
  // Whom the bot talks to waits for nobody.
  return box === "all" || (row.assignee === null && row.speaker !== "bot");
}

type Paged = InfiniteData<Page<ConversationRow>>;

/** The list with this row in its new place; newest first, like the server's. */
export function moved(list: Paged, row: ConversationRow, box: Box, me: string): Paged {
  const without = list.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== row.id) }));
  if (!belongs(row, box, me)) return { ...list, pages: without };
  const target = without.findIndex((page) => page.items.some((item) => item.last_at <= row.last_at));
  const place = target >= 0 ? target : without.length - 1;
  const pages = without.map((page, number) => (number === place ? { ...page, items: inserted(page.items, row) } : page));
  return { ...list, pages };
}

function inserted(items: ConversationRow[], row: ConversationRow): ConversationRow[] {
  const at = items.findIndex((item) => item.last_at <= row.last_at);
  return at < 0 ? [...items, row] : [...items.slice(0, at), row, ...items.slice(at)];
}

/** What the stream `inbox` tells of a conversation. */
export interface ConversationNews {
  id: string;
  state: ConversationRow["state"];
  assignee: string | null;
  last_text: string;
  last_at: string;
  waiting_since: string | null;
  rating: number | null;
  top: number;
  speaker: ConversationRow["speaker"];
  handover_reason: string;
}

/** The row with the news in it; null when a name is missing that only the server knows. */
export function renewed(row: ConversationRow, news: ConversationNews): ConversationRow | null {
  if (news.assignee !== row.assignee && news.assignee !== null) return null;
  const { state, assignee, last_text, last_at, waiting_since, rating, top, speaker, handover_reason } = news;
  // Only the server knows what is unread once the bot hands over: all that was said to it.
  if (row.speaker === "bot" && speaker !== "bot") return null;
  const more = waiting_since && top > row.top ? top - row.top : 0;
  return {
    ...row,
    state,
    assignee,
    assignee_name: assignee ? row.assignee_name : null,
    last_text,
    last_at,
    waiting_since,
    rating,
    top,
    speaker,
    handover_reason,
    unread: row.unread + more,
  };
}
