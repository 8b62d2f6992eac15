/** The visitor's conversation: numbered messages from the server, and those of ours that it has not confirmed. */
import { backoff } from "./backoff";
import type { Box } from "./box";
import { Connection, type State, type TicketOffice } from "./connection";
import type { Json } from "./identity";
import { newId } from "./ids";
import { type Body, isRefusal, type Place, type Publication } from "./link";

export interface Message {
  cid: string;
  seq: number; // 0 until the server confirmed it
  sender: { kind: "customer" | "staff" | "bot" | "system"; name?: string };
  type: string;
  body: Body;
  at: string;
  state: "sent" | "waiting" | "failed";
}

export interface ThreadEvents {
  locale(): string;
  changed(): void;
  received(message: Message): void;
}

interface Outgoing {
  cid: string;
  type: string;
  body: Body;
  at: string;
}

const QUEUE = "messages";
const HISTORY = 50;
const PAGE = 100;
const TYPING = 6000;

export class Thread {
  messages: Message[] = [];
  typing = false;
  readonly connection: Connection;
  private stream = "";
  private cursor: Place | undefined;
  private outgoing: { place?: Promise<number>; item: Outgoing }[] = [];
  private draining = false;
  private refusals = 0;
  /** Numbers of our own messages: the server does not push them back, its answer is their echo. */
  private own = new Set<number>();
  private order: Promise<unknown> = Promise.resolve();
  private typingEnds: ReturnType<typeof setTimeout> | undefined;
  private typingTold = 0;

  constructor(
    host: string,
    office: TicketOffice,
    private readonly box: Promise<Box>,
    private readonly events: ThreadEvents,
    private readonly readSlot: string,
  ) {
    this.connection = new Connection(host, office, {
      state: () => events.changed(),
      open: (stream, place, publications, recovered) =>
        this.after(() => this.opened(stream, place, publications, recovered)),
      publication: (publication) => void this.after(() => this.heard(publication)),
      place: () => this.cursor,
    });
    void this.restore();
  }

  get state(): State {
    return this.connection.state;
  }

  get unread(): number {
    const read = this.readUpTo();
    return this.messages.filter((one) => one.seq > read && one.sender.kind !== "customer" && isSpoken(one)).length;
  }

  /** Shown at once under our own id; the same id makes every repeat harmless. */
  send(type: string, body: Body): string {
    const item: Outgoing = { cid: newId(), type, body, at: new Date().toISOString() };
    this.outgoing.push({ item, place: this.box.then((box) => box.put(QUEUE, item)) });
    this.show(item);
    this.connection.start();
    void this.drain();
    return item.cid;
  }

  /** Sends a refused message once more, under its old id. */
  retry(cid: string): void {
    const message = this.messages.find((one) => one.cid === cid && one.state === "failed");
    if (!message) return;
    message.state = "waiting";
    const item: Outgoing = { cid, type: message.type, body: message.body, at: message.at };
    this.outgoing.push({ item, place: this.box.then((box) => box.put(QUEUE, item)) });
    this.events.changed();
    void this.drain();
  }

  read(): void {
    const seq = this.messages.reduce((top, one) => Math.max(top, one.seq), 0);
    if (!seq || seq <= this.readUpTo()) return;
    try {
      localStorage.setItem(this.readSlot, String(seq));
    } catch {
      // Without storage the badge counts again after a reload; nothing is lost.
    }
    void this.connection.call("msg.read", { stream: this.stream, seq }).catch(() => undefined);
    this.events.changed();
  }

  tellTyping(): void {
    if (Date.now() - this.typingTold < TYPING / 2) return;
    this.typingTold = Date.now();
    this.connection.tell({ type: "typing", stream: this.stream });
  }

  rate(conversation: Json | undefined, score: number, comment: string): Promise<Body> {
    return this.connection.call("conversation.rate", { stream: this.stream, conversation, score, comment });
  }

  forget(): void {
    this.connection.stop();
    this.stream = "";
    this.cursor = undefined;
    this.messages = [];
    this.outgoing = [];
    void this.box.then(async (box) => box.remove((await box.all(QUEUE)).map((one) => one.place)));
    this.events.changed();
  }

  /** Everything that touches the cursor waits its turn, so a gap being filled is never overtaken. */
  private after(work: () => Promise<void>): Promise<void> {
    const done = this.order.then(work);
    this.order = done.catch(() => undefined);
    return done;
  }

  private async restore(): Promise<void> {
    const kept = await (await this.box).all<Outgoing>(QUEUE);
    const mine = new Set(this.outgoing.map((one) => one.item.cid));
    const old = kept.filter(({ item }) => !mine.has(item.cid));
    this.outgoing.unshift(...old.map(({ place, item }) => ({ place: Promise.resolve(place), item })));
    old.forEach(({ item }) => this.show(item));
    if (old.length) this.connection.start();
    void this.drain();
  }

  private async opened(stream: string, top: Place, publications: Publication[], recovered: boolean): Promise<void> {
    if (stream !== this.stream || (this.cursor && this.cursor.epoch !== top.epoch)) {
      this.stream = stream;
      this.cursor = undefined;
      this.own.clear();
      this.messages = this.messages.filter((one) => one.state !== "sent");
    }
    const first = !this.cursor;
    this.cursor ??= { epoch: top.epoch, offset: Math.max(0, top.offset - HISTORY) };
    if (!first && recovered) for (const one of publications) this.take(one, one.offset ?? 0, false);
    if (this.cursor.offset < top.offset) await this.fill(first);
    this.events.changed();
    void this.drain();
  }

  private async heard(publication: Publication): Promise<void> {
    const { offset } = publication;
    if (!offset) return this.passing(publication.data);
    this.pass();
    if (!this.cursor || offset <= this.cursor.offset) return;
    if (offset > this.cursor.offset + 1) await this.fill(false);
    else this.take(publication, offset, false);
    this.events.changed();
  }

  /** Pages through what lies between our place and the newest, however much it is. */
  private async fill(isHistory: boolean): Promise<void> {
    for (let more = true; more && this.cursor; ) {
      const answer = await this.connection.call("sync", { stream: this.stream, after: this.cursor.offset, limit: PAGE });
      const page = (answer.publications ?? []) as unknown as Publication[];
      for (const one of page) this.take(one, one.offset ?? 0, isHistory);
      more = page.length === PAGE;
    }
  }

  private take({ data }: Publication, offset: number, isHistory: boolean): void {
    if (!this.cursor || offset <= this.cursor.offset) return;
    this.cursor = { ...this.cursor, offset };
    const message = read(data, offset);
    this.place(message);
    if (message.sender.kind === "customer") return;
    if (isSpoken(message)) this.typing = false;
    if (!isHistory) this.events.received(message);
  }

  private pass(): void {
    while (this.cursor && this.own.delete(this.cursor.offset + 1)) {
      this.cursor = { ...this.cursor, offset: this.cursor.offset + 1 };
    }
  }

  private place(message: Message): void {
    const rest = this.messages.filter((one) => one.cid !== message.cid);
    const sent = [...rest.filter((one) => one.seq), message].sort((a, b) => a.seq - b.seq);
    this.messages = [...sent, ...rest.filter((one) => !one.seq)];
  }

  private passing(body: Body): void {
    if (body.type !== "typing") return;
    this.typing = body.typing !== false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => ((this.typing = false), this.events.changed()), TYPING);
    this.events.changed();
  }

  private show(item: Outgoing): void {
    if (this.messages.some((one) => one.cid === item.cid)) return;
    this.messages = [...this.messages, { ...item, seq: 0, sender: { kind: "customer" }, state: "waiting" }];
    this.events.changed();
  }

  /** One message under way at a time, so the order in which they were typed is the order in which they land. */
  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    try {
      for (let head = this.outgoing[0]; head && this.stream && this.state === "open"; head = this.outgoing[0]) {
        await head.place; // first on the disk, then on the wire
        await this.deliver(head.item);
        this.outgoing = this.outgoing.filter((one) => one !== head);
        const place = await head.place;
        if (place !== undefined) await (await this.box).remove([place]);
      }
    } catch {
      // The link was cut; the next opening drains again.
    } finally {
      this.draining = false;
    }
  }

  private async deliver({ cid, type, body }: Outgoing): Promise<void> {
    try {
      const language = this.events.locale();
      const { seq } = await this.connection.call("msg.send", { stream: this.stream, cid, type, body, language });
      this.refusals = 0;
      this.settle(cid, "sent", Number(seq));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (error.passing) {
        setTimeout(() => void this.drain(), backoff(this.refusals++));
        throw error;
      }
      this.settle(cid, "failed", 0);
    }
  }

  private settle(cid: string, state: Message["state"], seq: number): void {
    const message = this.messages.find((one) => one.cid === cid);
    if (message) this.place({ ...message, state, seq: message.seq || seq });
    if (seq) this.own.add(seq);
    this.pass();
    this.events.changed();
  }

  private readUpTo(): number {
    try {
      return Number(localStorage.getItem(this.readSlot) ?? 0);
    } catch {
      return 0;
    }
  }
}

function read({ type, cid, at, sender, body, ...rest }: Body, seq: number): Message {
  return {
    seq,
    cid: String(cid ?? seq),
    type: String(type),
    at: String(at ?? ""),
    sender: (sender ?? { kind: "system" }) as Message["sender"],
    body: (body ?? rest) as Body,
    state: "sent",
  };
}

/** Words for a person, as opposed to receipts and notes of the system. */
function isSpoken(message: Message): boolean {
  return message.type === "text" || message.type === "card";
}
