/** Behaviour in the Segment format: batched, kept until the server answered, handed to a beacon when the page goes. */
import { backoff } from "./backoff";
import type { Box } from "./box";
import type { Identity, Json, Traits } from "./identity";
import { newId } from "./ids";

export interface Event {
  type: "track" | "identify" | "page" | "group";
  messageId: string;
  timestamp: string;
  anonymousId: string;
  userId?: string;
  event?: string;
  name?: string;
  groupId?: string;
  properties?: Traits;
  traits?: Traits;
  context: { [name: string]: Json | undefined };
}

const QUEUE = "events";
const BATCH = 50;
const BYTES = 60_000; // a beacon and a keepalive request may carry 64 KB

export class Events {
  context: Traits = {};
  private waiting: { event: Event; place?: number }[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private tries = 0;

  constructor(
    private readonly host: string,
    private readonly key: string,
    private readonly identity: Identity,
    private readonly box: Promise<Box>,
    private readonly pause = 1000,
  ) {
    void this.restore();
    addEventListener("pagehide", () => this.beacon());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.beacon());
    addEventListener("online", () => this.flush());
  }

  add(type: Event["type"], fields: Partial<Event>): void {
    const { anonymousId, userId, choices } = this.identity.known;
    if (choices?.analytics === false) return;
    const event: Event = {
      type,
      messageId: newId(),
      timestamp: new Date().toISOString(),
      anonymousId,
      ...(userId && { userId }),
      ...fields,
      context: { ...this.page(), ...this.context, ...fields.context },
    };
    const entry: { event: Event; place?: number } = { event };
    this.waiting.push(entry);
    // A write still under way when the answer arrives would leave a ghost: take it out again.
    void this.box.then(async (box) => {
      const place = await box.put(QUEUE, event);
      if (this.waiting.includes(entry)) entry.place = place;
      else await box.remove([place]);
    });
    this.later(this.waiting.length >= BATCH ? 0 : this.pause);
  }

  async flush(): Promise<void> {
    if (this.sending || !this.waiting.length) return;
    this.sending = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    const part = this.part();
    const done = await this.post(part.map((one) => one.event));
    this.sending = false;
    this.tries = done ? 0 : this.tries + 1;
    if (done) await this.taken(part);
    if (this.waiting.length) this.later(done ? 0 : backoff(this.tries));
  }

  /** Everything is handed over again by the next page too if the beacon fails; the server knows each messageId. */
  private beacon(): void {
    while (this.waiting.length) {
      const part = this.part();
      const body = new Blob([this.body(part.map((one) => one.event))], { type: "text/plain" });
      if (!navigator.sendBeacon?.(`${this.host}/v1/batch`, body)) return;
      this.waiting = this.waiting.filter((one) => !part.includes(one));
    }
  }

  private async restore(): Promise<void> {
    const kept = await (await this.box).all<Event>(QUEUE);
    const mine = new Set(this.waiting.map((one) => one.event.messageId));
    const old = kept.filter(({ item }) => !mine.has(item.messageId));
    this.waiting.unshift(...old.map(({ place, item }) => ({ place, event: item })));
    if (old.length) this.later(0);
  }

  private later(milliseconds: number): void {
    if (this.timer && milliseconds) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), milliseconds);
  }

  private part(): { event: Event; place?: number }[] {
    let bytes = 0;
    const part = this.waiting.slice(0, BATCH).filter((one) => (bytes += JSON.stringify(one.event).length * 2) < BYTES);
    return part.length ? part : this.waiting.slice(0, 1);
  }

  private body(batch: Event[]): string {
    return JSON.stringify({ writeKey: this.key, sentAt: new Date().toISOString(), batch });
  }

  /** A refusal (4xx) is an answer: the server keeps such events in its quarantine, sending again would not help. */
  private async post(batch: Event[]): Promise<boolean> {
    try {
      const answer = await fetch(`${this.host}/v1/batch`, {
        method: "POST",
        headers: { "Content-Type": "text/plain" },
        body: this.body(batch),
        credentials: "omit",
      });
      return answer.ok || (answer.status < 500 && answer.status !== 429 && answer.status !== 408);
    } catch {
      return false;
    }
  }

  private async taken(part: { event: Event; place?: number }[]): Promise<void> {
    this.waiting = this.waiting.filter((one) => !part.includes(one));
    const places = part.flatMap((one) => (one.place === undefined ? [] : [one.place]));
    await (await this.box).remove(places);
  }

  private page(): Event["context"] {
    const { choices } = this.identity.known;
    return {
      library: { name: "feilun-web", version: "0.1.0" },
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      userAgent: navigator.userAgent,
      page: { url: location.href, path: location.pathname, title: document.title, referrer: document.referrer },
      ...(choices && { consent: { categoryPreferences: choices as Traits } }),
    };
  }
}
