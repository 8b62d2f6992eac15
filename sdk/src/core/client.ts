/** The one object behind `FL(…)` and behind the npm module: behaviour, identity and the conversation. */
import { openBox } from "./box";
import { Events } from "./events";
import { type Choices, Identity, type Traits } from "./identity";
import type { Body, Ticket } from "./link";
import { type Message, Thread } from "./thread";

export interface Settings {
  key: string;
  host?: string;
  locale?: string;
  user?: string;
  proof?: string;
  traits?: Traits;
  /** `iframe` keeps the chat in a page of its own origin; `none` shows no launcher at all. */
  mode?: "shadow" | "iframe" | "none";
  theme?: "light" | "dark" | "auto";
  accent?: string;
  /** Sends a page event at start; on by default. */
  page?: boolean;
  anonymousId?: string;
  /** The page she came from, where the chat is a page of its own. */
  pageUrl?: string;
  pageTitle?: string;
}

export interface Happenings {
  ready: [];
  message: [Message];
  unread: [number];
  state: [string];
  open: [string | undefined];
  close: [];
  show: [];
  hide: [];
  change: [];
  identify: [string];
  track: [string];
}
type Listeners = { [E in keyof Happenings]?: Set<(...args: Happenings[E]) => void> };

export class Client {
  readonly host: string;
  readonly identity: Identity;
  readonly thread: Thread;
  private readonly events: Events;
  private readonly listeners: Listeners = {};
  private context: Traits = {};
  private unread = 0;

  constructor(readonly settings: Settings) {
    this.host = (settings.host ?? location.origin).replace(/\/$/, "");
    this.identity = new Identity(settings.key, settings.anonymousId);
    const box = openBox(`feilun:${settings.key}`);
    this.events = new Events(this.host, settings.key, this.identity, box);
    const told = { locale: () => this.locale, changed: () => this.changed(), received: (message: Message) => this.emit("message", message) };
    this.thread = new Thread(this.host, () => this.ticket(), box, told, `feilun:${settings.key}:read`);
    if (settings.user) this.identify(settings.user, settings.traits, settings.proof);
    if (settings.page !== false) this.page();
  }

  identify(user: string, traits: Traits = {}, proof?: string): void {
    const known = this.identity.known;
    const isNew = known.userId !== user || known.proof !== proof;
    if (known.userId && known.userId !== user) this.reset();
    this.identity.keep({ userId: user, proof, traits: { ...this.identity.known.traits, ...traits } });
    this.events.add("identify", { traits });
    this.emit("identify", user);
    if (isNew && this.thread.state !== "idle") {
      this.thread.connection.stop();
      this.thread.connection.start();
    }
  }

  get locale(): string {
    return this.settings.locale ?? (document.documentElement.lang || navigator.language);
  }

  track(event: string, properties: Traits = {}): void {
    this.events.add("track", { event, properties });
    this.emit("track", event);
  }

  page(name?: string, properties: Traits = {}): void {
    const { href, pathname } = location;
    const seen = { url: href, path: pathname, title: document.title, referrer: document.referrer };
    this.events.add("page", { ...(name && { name }), properties: { ...seen, ...properties } });
  }

  group(account: string, traits: Traits = {}): void {
    this.identity.keep({ groupId: account });
    this.events.add("group", { groupId: account, traits });
  }

  /** Words, with `more` in the body (a tap); or a card. */
  send(words: string | Body, more: Body = {}): string {
    const about = Object.keys(this.context).length ? { context: this.context } : {};
    if (typeof words !== "string") return this.thread.send("card", { ...words, ...about });
    return this.thread.send("text", { text: words, ...more, ...about });
  }

  /** What the visitor is looking at; travels with events and with the next messages. */
  setContext(context: Traits): void {
    this.context = context;
    this.events.context = context;
  }

  consent(choices: Choices): void {
    this.identity.keep({ choices: { ...this.identity.known.choices, ...choices } });
    this.events.add("track", { event: "Segment Consent Preference Updated", properties: { ...choices } });
  }

  /** Signs out: a new anonymous visitor, an empty thread. */
  reset(): void {
    void this.events.flush();
    this.identity.forget();
    const wasIdle = this.thread.state === "idle";
    this.thread.forget();
    if (!wasIdle) this.thread.connection.start();
  }

  open(view?: string): void {
    this.emit("open", view);
  }
  close(): void {
    this.emit("close");
  }
  show(): void {
    this.emit("show");
  }
  hide(): void {
    this.emit("hide");
  }

  on<E extends keyof Happenings>(event: E, listener: (...args: Happenings[E]) => void): () => void {
    const all = ((this.listeners[event] as Set<typeof listener> | undefined) ??= new Set<typeof listener>() as never);
    (all as Set<typeof listener>).add(listener);
    return () => void (all as Set<typeof listener>).delete(listener);
  }

  emit<E extends keyof Happenings>(event: E, ...args: Happenings[E]): void {
    for (const listener of (this.listeners[event] as Set<(...all: Happenings[E]) => void> | undefined) ?? []) {
      listener(...args);
    }
  }

  private changed(): void {
    // The thread reports from its own constructor too, before it is ours to read.
    if (!this.thread) return;
    this.emit("change");
    const { unread } = this.thread;
    if (unread !== this.unread) this.emit("unread", (this.unread = unread));
  }

  private async ticket(): Promise<Ticket | "refused"> {
    const { anonymousId, userId, proof } = this.identity.known;
    const answer = await fetch(`${this.host}/connection/visitor`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify({
        write_key: this.settings.key,
        anonymous_id: anonymousId,
        ...(proof && { user_id: userId, proof }),
        locale: this.locale,
      }),
      credentials: "omit",
    });
    // A wrong key or proof stays wrong; only what may pass is tried again.
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) return "refused";
    if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
    return (await answer.json()) as Ticket;
  }
}
