// The one socket of the console. Streams resume by number; pages are told only what changed.
import { Centrifuge, type PublicationContext, type Subscription } from "centrifuge";
import { useEffect, useRef, useSyncExternalStore } from "react";

import { post } from "@/api/client";

export type LiveState = "connecting" | "connected" | "stale";

interface ConnectionToken {
  token: string;
  url: string;
}

const watchers = new Set<() => void>();
const users = new Map<string, number>();
let state: LiveState = "connecting";
let client: Centrifuge | null = null;

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const watcher of watchers) watcher();
}

function socketAddress(url: string): string {
  const absolute = new URL(url || "/connection/websocket", location.href);
  absolute.protocol = absolute.protocol.replace("http", "ws");
  return absolute.href;
}

async function open(): Promise<void> {
  const first = await post<ConnectionToken>("/connection-token");
  const started = new Centrifuge(socketAddress(first.url), {
    token: first.token,
    getToken: async () => (await post<ConnectionToken>("/connection-token")).token,
    minReconnectDelay: 300,
    maxReconnectDelay: 8000,
  });
  started.on("connected", () => become("connected"));
  started.on("connecting", () => become(state === "connected" ? "stale" : state));
  started.on("disconnected", () => become("stale"));
  started.on("error", () => become("stale"));
  if (client) started.disconnect();
  else client = started;
  client.connect();
}

let opening: Promise<void> | null = null;

function opened(): Promise<void> {
  opening ??= open().catch((error: unknown) => {
    opening = null;
    become("stale");
    throw error;
  });
  return opening;
}

/** A sign that needs no answer, such as "is typing". */
export function tell(sign: { type: string; stream: string }): void {
  if (state === "connected") void client?.send(sign);
}

export function closeLive(): void {
  client?.disconnect();
  client = null;
  opening = null;
  users.clear();
  state = "connecting";
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

interface Ears {
  onNews: (body: unknown, offset: number) => void;
  /** There may be changes that no news told us: read the list again, once. */
  onGap: () => void;
}

function attach(stream: string, ears: () => Ears): () => void {
  let subscription: Subscription | null = null;
  let over = false;
  const onPublication = (news: PublicationContext) => ears().onNews(news.data, news.offset ?? 0);
  const onSubscribed = (context: { wasRecovering: boolean; recovered: boolean }) => {
    // The list was read before we listened: what changed in between is in neither, so it is read again once.
    if (!(context.wasRecovering && context.recovered)) ears().onGap();
  };
  const listen = () => {
    if (over || !client) return;
    users.set(stream, (users.get(stream) ?? 0) + 1);
    subscription = client.getSubscription(stream) ?? client.newSubscription(stream);
    subscription.on("publication", onPublication).on("subscribed", onSubscribed);
    subscription.subscribe();
  };
  const tryOpen = () => {
    opened()
      .then(listen)
      .catch(() => {
        if (!over) setTimeout(tryOpen, 5000);
      });
  };
  tryOpen();
  return () => {
    over = true;
    if (!subscription) return;
    subscription.off("publication", onPublication).off("subscribed", onSubscribed);
    const left = (users.get(stream) ?? 1) - 1;
    users.set(stream, left);
    if (left === 0) subscription.unsubscribe();
  };
}

/** Listen to a stream while the component stands. */
export function useStream(stream: string | null, ears: Ears): void {
  const latest = useRef(ears);
  useEffect(() => {
    latest.current = ears;
  });
  useEffect(() => (stream ? attach(stream, () => latest.current) : undefined), [stream]);
}
