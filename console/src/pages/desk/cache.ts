// How news reach what is on screen: one row moves, one message is appended; no list is read again.
import type { InfiniteData } from "@tanstack/react-query";
import { useInfiniteQuery } from "@tanstack/react-query";

import { get } from "@/api/client";
import { queries, usePages } from "@/api/queries";
import type { Box, ConversationRow, Message, Messages, Page } from "@/api/shapes";
import { BOXES, moved } from "@/pages/desk/boxes";
import { added } from "@/pages/desk/thread";

const LIST = "/conversations";

export function useBox(box: Box, search = "") {
  // Without a search the key has no word of it: these are the lists that news move rows in.
  return usePages<ConversationRow>(LIST, search ? { box, search } : { box });
}

export function patchRow(row: ConversationRow, me: string): void {
  for (const box of BOXES) {
    queries.setQueryData<InfiniteData<Page<ConversationRow>>>([LIST, { box }, "pages"], (list) =>
      list ? moved(list, row, box, me) : list,
    );
  }
  queries.setQueryData<ConversationRow>([`${LIST}/${row.id}`, {}], (old) => ({ ...old, ...row }));
}

/** The row as it is known here, in whatever list it is. */
export function rowNow(conversation: string): ConversationRow | undefined {
  for (const box of BOXES) {
    const list = queries.getQueryData<InfiniteData<Page<ConversationRow>>>([LIST, { box }, "pages"]);
    const row = list?.pages.flatMap((page) => page.items).find((item) => item.id === conversation);
    if (row) return row;
  }
  return queries.getQueryData<ConversationRow>([`${LIST}/${conversation}`, {}]);
}

export async function rereadRow(conversation: string, me: string): Promise<void> {
  patchRow(await get<ConversationRow>(`${LIST}/${conversation}`), me);
}

export function rereadLists(): void {
  void queries.invalidateQueries({ queryKey: [LIST] });
}

const threadKey = (conversation: string) => [`${LIST}/${conversation}/messages`];

export function useThread(conversation: string) {
  return useInfiniteQuery({
    queryKey: threadKey(conversation),
    queryFn: ({ pageParam, signal }) =>
      get<Messages>(`${LIST}/${conversation}/messages`, { before: pageParam || null, limit: 50 }, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.has_more ? page.items[0]?.seq : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function appendMessage(conversation: string, message: Message): void {
  queries.setQueryData<InfiniteData<Messages>>(threadKey(conversation), (list) => (list ? added(list, message) : list));
}

export function rereadThread(conversation: string): void {
  void queries.invalidateQueries({ queryKey: threadKey(conversation) });
}
