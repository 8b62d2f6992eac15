// The messages of one conversation as they are shown: in order, once each, with a line for each new day.
import type { InfiniteData } from "@tanstack/react-query";

import type { Message, Messages } from "@/api/shapes";

export type Line = { kind: "day"; key: string; at: string } | { kind: "message"; key: string; message: Message; follows: boolean };

const CLOSE_MS = 5 * 60_000;

/** Pages come newest first, each with its messages oldest first. */
export function inOrder(pages: Messages[]): Message[] {
  const bySeq = new Map(pages.flatMap((page) => page.items).map((message) => [message.seq, message]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export function added(list: InfiniteData<Messages>, message: Message): InfiniteData<Messages> {
  const [first, ...rest] = list.pages;
  if (!first) return list;
  const others = first.items.filter((item) => item.seq !== message.seq && item.cid !== message.cid);
  return { ...list, pages: [{ ...first, items: [...others, message] }, ...rest] };
}

export function lines(messages: Message[]): Line[] {
  const out: Line[] = [];
  let before: Message | null = null;
  for (const message of messages) {
    const newDay = !before || dayOf(before.at) !== dayOf(message.at);
    if (newDay) out.push({ kind: "day", key: `day-${message.seq}`, at: message.at });
    out.push({ kind: "message", key: message.cid || String(message.seq), message, follows: !newDay && follows(before, message) });
    before = message;
  }
  return out;
}

function dayOf(at: string): string {
  return new Date(at).toDateString();
}

/** Said by the same person soon after: no name and face again. */
function follows(before: Message | null, message: Message): boolean {
  if (!before || before.type !== message.type) return false;
  const same = before.sender.kind === message.sender.kind && before.sender.id === message.sender.id;
  return same && new Date(message.at).getTime() - new Date(before.at).getTime() < CLOSE_MS;
}

export function textOf(message: Message): string {
  const text = message.body.text ?? message.body.title ?? "";
  return typeof text === "string" ? text : "";
}
