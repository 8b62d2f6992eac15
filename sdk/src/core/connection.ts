/** Keeps a link open: a ticket, the socket, the poll when sockets never open, jittered waits, and a return on focus. */
import { backoff } from "./backoff";
import type { Body, Ears, Failure, Link, Place, Publication, Ticket } from "./link";
import { openSocket } from "./socket";

export type State = "idle" | "connecting" | "open" | "offline" | "refused";

export interface Listener {
  state(state: State): void;
  open(stream: string, place: Place, publications: Publication[], recovered: boolean): Promise<void> | void;
  publication(publication: Publication): void;
  place(): Place | undefined;
}

export type TicketOffice = () => Promise<Ticket | "refused">;

export class Connection {
  state: State = "idle";
  private link: Link | undefined;
  private ticket: Ticket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private deadSockets = 0;
  private round = 0;

  constructor(
    private readonly host: string,
    private readonly office: TicketOffice,
    private readonly listener: Listener,
  ) {
    addEventListener("online", () => this.wake());
    addEventListener("focus", () => this.wake());
    addEventListener("pageshow", () => this.wake());
    addEventListener("offline", () => this.link?.close());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
  }

  start(): void {
    if (this.state === "idle") void this.connect();
  }

  stop(): void {
    this.round++;
    clearTimeout(this.timer);
    this.link?.close();
    this.link = this.ticket = undefined;
    this.become("idle");
  }

  async call(method: string, body: Body): Promise<Body> {
    if (this.state !== "open" || !this.link) throw new Error("not connected");
    return this.link.call(method, body);
  }

  tell(body: Body): void {
    if (this.state === "open") this.link?.tell(body);
  }

  /** A phone that slept believes in a dead socket; look at the last sign of life instead of trusting it. */
  private wake(): void {
    if (this.state === "open" && !this.link?.isAlive()) this.link?.close();
    if (this.state === "offline") void this.connect();
  }

  private async connect(): Promise<void> {
    clearTimeout(this.timer);
    const round = ++this.round;
    this.become(this.state === "offline" ? "offline" : "connecting");
    try {
      const ticket = this.ticket ?? (await this.office());
      if (round !== this.round) return;
      if (ticket === "refused") return this.become("refused");
      this.ticket = ticket;
      const link = await this.open(ticket, round);
      if (round === this.round) this.link = link;
      else link.close();
    } catch {
      if (round === this.round) this.closed("cut");
    }
  }

  private async open(ticket: Ticket, round: number): Promise<Link> {
    // Two sockets that never opened although tickets could be had: something between us refuses WebSockets.
    const polls = typeof WebSocket === "undefined" || this.deadSockets >= 2;
    this.deadSockets = polls ? 0 : this.deadSockets + 1;
    const ears: Ears = {
      open: (place, publications, recovered) => {
        if (round !== this.round) return;
        this.tries = 0;
        this.deadSockets = polls ? 2 : 0;
        this.state = "open";
        void Promise.resolve(this.listener.open(ticket.stream, place, publications, recovered)).catch(() => undefined);
        this.listener.state("open");
      },
      publication: (publication) => round === this.round && this.listener.publication(publication),
      closed: (failure) => round === this.round && this.closed(failure),
      renew: async () => {
        const ticket = await this.office();
        if (ticket === "refused") throw new Error("refused");
        this.ticket = ticket;
        return ticket.token;
      },
    };
    const place = this.listener.place();
    if (polls) return (await import("./poll")).openPoll(ticket, `${this.host}/connection/sync`, place, ears);
    return openSocket(ticket, `${this.host.replace("http", "ws")}/connection/websocket`, place, ears);
  }

  private closed(failure: Failure): void {
    this.link = undefined;
    // A cut after the fifth try may be an old token too, for example after a restore of the server.
    if (failure === "token" || this.tries % 5 === 4) this.ticket = undefined;
    if (failure === "refused") return this.become("refused");
    const wait = backoff(this.tries++);
    this.become("offline");
    this.timer = setTimeout(() => void this.connect(), wait);
  }

  private become(state: State): void {
    if (this.state === state) return;
    this.state = state;
    this.listener.state(state);
  }
}
