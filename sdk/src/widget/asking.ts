/**
 * Asks the server whether this visitor is to be asked something: at the opening of a page, after an event, after some
 * seconds. The server decides and remembers; here is only told where she is. A server without surveys is asked once.
 */
import type { Client } from "../core";
import { type Body, isRefusal } from "../core/link";
import { localeOf } from "./locale";

const UNKNOWN = 104;
const LONGEST_WAIT = 3600;
const LAYOUTS = ["popover", "modal", "bar", "inline"] as const;

export interface Wanted {
  token: string;
  layout: (typeof LAYOUTS)[number];
  title: string;
  button: string;
}
type Call = (method: string, body: Body) => Promise<Body>;

/** What decides when to ask; everything outside is handed in, so that it can be tested without a page. */
export class Asking {
  private isUnknown = false;
  private isShown = false;
  private isChatting = false;
  private isAsking = false;
  private url = "";
  private since = 0;
  private clock: ReturnType<typeof setTimeout> | undefined;
  private event = "";

  constructor(
    private readonly call: Call,
    private readonly language: string,
    private readonly where: () => string,
    private readonly show: (wanted: Wanted) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** The link is open, or the page changed. */
  arrive(): void {
    const url = this.where();
    if (url !== this.url) {
      this.url = url;
      this.since = this.now();
      void this.ask();
    }
  }

  happened(event: string): void {
    this.event = event;
    void this.ask();
  }

  chat(isOpen: boolean): void {
    this.isChatting = isOpen;
    if (!isOpen) this.later(20);
  }

  closed(): void {
    this.isShown = false;
  }

  async ask(): Promise<void> {
    if (this.isUnknown || this.isShown || this.isChatting || this.isAsking || !this.url) return;
    this.isAsking = true;
    clearTimeout(this.clock);
    const event = this.event;
    this.event = "";
    try {
      const seconds = Math.floor((this.now() - this.since) / 1000);
      this.take(await this.call("survey.prompt", { page: this.url.slice(0, 2000), seconds, language: this.language, ...(event && { event }) }));
    } catch (error) {
      if (isRefusal(error)) this.isUnknown = error.code === UNKNOWN;
      else this.url = ""; // A cut: asked anew when the link is open again.
    }
    this.isAsking = false;
    if (this.event) void this.ask();
  }

  private take(answer: Body): void {
    const token = typeof answer.token === "string" ? answer.token : "";
    if (!answer.survey || !token) {
      const delay = Number(answer.delay_seconds);
      if (delay > 0) this.later(Math.min(delay, LONGEST_WAIT));
      return;
    }
    this.isShown = true;
    const layout = LAYOUTS.find((one) => one === answer.layout) ?? "popover";
    this.show({ token, layout, title: String(answer.title ?? ""), button: String(answer.button ?? "") });
  }

  private later(seconds: number): void {
    clearTimeout(this.clock);
    this.clock = setTimeout(() => void this.ask(), seconds * 1000);
  }
}

interface PromptMade {
  mountPrompt(client: Client, wanted: Wanted, done: () => void): void;
}

/** Begins with the link; the surveys' own code is fetched only when there is something to ask. */
export function askOn(client: Client, base: string): void {
  const { connection } = client.thread;
  const asking: Asking = new Asking(
    (method, body) => connection.call(method, body),
    localeOf(client),
    () => client.settings.pageUrl ?? location.href,
    (wanted) => void import(`${base}prompt.js`).then((made: PromptMade) => made.mountPrompt(client, wanted, () => asking.closed())),
  );
  const look = () => client.thread.state === "open" && asking.arrive();
  client.on("change", look);
  client.on("open", () => asking.chat(true));
  client.on("close", () => asking.chat(false));
  client.on("track", (event) => asking.happened(event));
  look();
}
