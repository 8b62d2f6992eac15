// The desk's ear on the stream `inbox`: each piece of news moves one row.
import { useEffect } from "react";

import { useLiveState, useStream } from "@/live/connection";
import { appendMessage, patchRow, rereadLists, rereadRow, rowNow } from "@/pages/desk/cache";
import { type ConversationNews, renewed } from "@/pages/desk/boxes";
import { sendAgain } from "@/pages/desk/outbox";

export function useInboxNews(me: string): void {
  const live = useLiveState();
  useStream("inbox", {
    onNews: (news) => {
      const { conversation, row: told } = news as { conversation?: string; row?: ConversationNews };
      if (!conversation) return;
      const known = rowNow(conversation);
      const next = known && told && renewed(known, told);
      // Names are not in the news: the row is read once when it is new here or has a new owner.
      if (next) patchRow(next, me);
      else void rereadRow(conversation, me);
    },
    onGap: rereadLists,
  });
  useEffect(() => {
    if (live === "connected" && me) void sendAgain(me, appendMessage);
  }, [live, me]);
}
