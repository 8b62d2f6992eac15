// What the agent has typed and the server has not yet confirmed. Each entry carries the conversation it was typed for
// and its own id, so that a repeat after a cut is harmless and nothing goes to the wrong customer.
import { useSyncExternalStore } from "react";

import { post } from "@/api/client";
import { Refused } from "@/api/problems";
import type { Message } from "@/api/shapes";
import { drop, keep, recallAll } from "@/shared/kept";

export interface Unsent {
  cid: string;
  /** Who typed it: on a shared computer the next person must not send it. */
  person: string;
  conversation: string;
  type: "text" | "note";
  text: string;
  seen_seq: number;
  at: string;
  state: "sending" | "failed" | "outrun";
  problem?: string;
}

let entries: readonly Unsent[] = [];
const watchers = new Set<() => void>();

function become(next: readonly Unsent[]): void {
  entries = next;
  for (const watcher of watchers) watcher();
}

function change(cid: string, more: Partial<Unsent>): void {
  become(entries.map((entry) => (entry.cid === cid ? { ...entry, ...more } : entry)));
}

export function forget(cid: string): void {
  const person = entries.find((entry) => entry.cid === cid)?.person ?? "";
  become(entries.filter((entry) => entry.cid !== cid));
  void drop(`unsent/${person}/${cid}`);
}

export function useUnsent(conversation: string): Unsent[] {
  const all = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => entries,
  );
  return all.filter((entry) => entry.conversation === conversation);
}

type Told = (conversation: string, message: Message) => void;

export async function sendLater(entry: Omit<Unsent, "state" | "cid" | "at">, told: Told): Promise<void> {
  const unsent: Unsent = { ...entry, cid: crypto.randomUUID(), at: new Date().toISOString(), state: "sending" };
  become([...entries, unsent]);
  await keep(`unsent/${unsent.person}/${unsent.cid}`, unsent);
  await sendNow(unsent, told);
}

export async function sendNow(entry: Unsent, told: Told): Promise<void> {
  change(entry.cid, { state: "sending", seen_seq: entry.seen_seq });
  const { cid, type, text, seen_seq } = entry;
  try {
    const message = await post<Message>(`/conversations/${entry.conversation}/messages`, { cid, type, text, seen_seq });
    told(entry.conversation, message);
    forget(cid);
  } catch (error) {
    const outrun = error instanceof Refused && error.status === 409;
    change(cid, { state: outrun ? "outrun" : "failed", problem: error instanceof Refused ? error.message : "" });
  }
}

/** After a reload or a cut: what could not be sent goes again, in the order it was typed. */
export async function sendAgain(person: string, told: Told): Promise<void> {
  const kept = await recallAll<Unsent>(`unsent/${person}/`);
  const known = new Set(entries.map((entry) => entry.cid));
  become([...entries, ...kept.filter((entry) => !known.has(entry.cid)).map((entry) => ({ ...entry, state: "failed" as const }))]);
  const waiting = entries.filter((entry) => entry.person === person && entry.state === "failed" && !entry.problem);
  for (const entry of [...waiting].sort((a, b) => a.at.localeCompare(b.at))) await sendNow(entry, told);
}
