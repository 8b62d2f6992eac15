// The desk's ear on the stream `inbox`: each piece of news moves one row.
import { useEffect } from "react";

import type { ConversationRow } from "@/api/shapes";
import { useLiveState, useStream } from "@/live/connection";
import { appendMessage, patchRow, rereadLists, rereadRow } from "@/pages/desk/cache";
import { sendAgain } from "@/pages/desk/outbox";

/** News carry the whole row, or at least say which conversation they are about. */
function rowOf(news: unknown): { row?: ConversationRow; id?: string } {
  if (typeof news !== "object" || news === null) return {};
  const { body, conversation, id, last_at } = news as Record<string, unknown>;
  if (typeof id === "string" && typeof last_at === "string") return { row: news as ConversationRow };
  if (typeof conversation === "object") return rowOf(conversation);
  if (typeof conversation === "string") return { id: conversation };
  return rowOf(body);
}

export function useInboxNews(me: string): void {
  const live = useLiveState();
  useStream("inbox", {
    onNews: (news) => {
      const { row, id } = rowOf(news);
      if (row) patchRow(row, me);
      else if (id) void rereadRow(id, me);
    },
    onGap: rereadLists,
  });
  useEffect(() => {
    if (live === "connected" && me) void sendAgain(me, appendMessage);
  }, [live, me]);
}
