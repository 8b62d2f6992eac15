/** A server in memory behind a fake WebSocket: the log is the truth, sockets come and go. */
import { vi } from "vitest";

interface Row {
  cid: string;
  seq: number;
  sender: { kind: string; name?: string };
  type: string;
  body: { text?: string };
  at: string;
}
interface Command {
  id: number;
  connect?: object;
  subscribe?: { recover?: boolean; offset?: number };
  rpc?: { method: string; data: { cid: string; after: number; limit: number; type: string; body: Row["body"] } };
  send?: { data: object };
}

export class Server {
  log: Row[] = [];
  posts: { address: string; body: { batch?: { messageId: string; event?: string }[] } }[] = [];
  sockets: FakeSocket[] = [];
  isUp = true;
  /** Answers that get lost on their way: committed, but the client never hears of it. */
  swallow = 0;
  refuse: { code: number; temporary?: boolean } | undefined;
  pings = true;
  connects = 0;

  install(): void {
    const server = this;
    vi.stubGlobal(
      "WebSocket",
      class extends FakeSocket {
        constructor() {
          super(server);
        }
      },
    );
    vi.stubGlobal("fetch", async (address: string, request: { body: string }) => {
      if (!this.isUp) throw new TypeError("network");
      const body = JSON.parse(request.body) as Server["posts"][number]["body"];
      this.posts.push({ address, body });
      const ticket = { token: "t", stream: "u:1", epoch: "e", offset: this.log.length };
      return { ok: true, status: 200, json: async () => ticket };
    });
  }

  cut(): void {
    for (const socket of this.sockets.splice(0)) socket.die();
  }

  say(text: string): void {
    const row = this.add({ cid: `s${this.log.length}`, kind: "staff", type: "text", body: { text } });
    for (const socket of this.sockets) socket.push({ push: { channel: "u:1", pub: form(row) } });
  }

  add({ cid, kind, type, body }: { cid: string; kind: string; type: string; body: Row["body"] }): Row {
    const known = this.log.find((row) => row.cid === cid);
    if (known) return known;
    const row = { cid, seq: this.log.length + 1, sender: { kind }, type, body, at: "2026-11-30T08:00:00Z" };
    this.log.push(row);
    return row;
  }

  answer(command: Command): object | undefined {
    if (command.connect) {
      this.connects++;
      return { connect: { client: "c", ping: 25, pong: true } };
    }
    if (command.subscribe) {
      const { recover, offset = 0 } = command.subscribe;
      const publications = recover ? this.log.slice(offset).map(form) : [];
      return { subscribe: { epoch: "e", offset: this.log.length, recovered: !!recover, publications } };
    }
    const { method, data } = command.rpc!;
    if (method === "sync") {
      return { rpc: { data: { publications: this.log.slice(data.after, data.after + data.limit).map(form) } } };
    }
    if (method !== "msg.send") return { rpc: { data: {} } };
    if (this.refuse) return { error: { message: "no", ...this.refuse } };
    const row = this.add({ cid: data.cid, kind: "customer", type: data.type, body: data.body });
    if (this.swallow-- > 0) return undefined;
    return { rpc: { data: { seq: row.seq } } };
  }

  texts(): (string | undefined)[] {
    return this.log.map((row) => row.body.text);
  }
}

const form = ({ seq, ...row }: Row) => ({ offset: seq, data: row });

class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly server: Server) {
    setTimeout(() => {
      if (!server.isUp) return this.die();
      this.readyState = 1;
      server.sockets.push(this);
      this.onopen?.();
    });
  }

  send(text: string): void {
    const command = JSON.parse(text) as Command;
    if (!command.id) return;
    const answer = this.server.answer(command);
    if (answer) setTimeout(() => this.push({ id: command.id, ...answer }));
  }

  push(frame: object): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.readyState = 3;
  }

  die(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }
}

export async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!isTrue()) throw new Error(`not yet: ${isTrue}`);
  }, 15_000);
}
