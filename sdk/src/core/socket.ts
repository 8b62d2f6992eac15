/** The Centrifuge client protocol in JSON, the part a visitor needs: connect, subscribe with recovery, RPC, send, ping. */
import { type Body, type Ears, type Failure, isRefusal, type Link, type Place, type Publication, type Ticket } from "./link";

interface Reply {
  id?: number;
  error?: { code: number; message: string; temporary?: boolean };
  connect?: { ping?: number; pong?: boolean; expires?: boolean; ttl?: number };
  refresh?: { ttl?: number };
  subscribe?: { offset?: number; epoch?: string; recovered?: boolean; publications?: Publication[] };
  rpc?: { data?: Body };
  push?: {
    channel?: string;
    pub?: Publication;
    disconnect?: { code: number };
    unsubscribe?: { code: number };
  };
}

interface Call {
  done(reply: Reply): void;
  failed(reason: unknown): void;
}

const SLACK = 10_000;
const FIRST_ANSWER = 10_000;
const ANSWER = 20_000;

export function openSocket(ticket: Ticket, address: string, place: Place | undefined, ears: Ears): Link {
  const socket = new WebSocket(address);
  const calls = new Map<number, Call>();
  let last = 0;
  let patience = FIRST_ANSWER;
  let heard = Date.now();
  let watch: ReturnType<typeof setTimeout> | undefined;
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let answersPings = false;
  let ended = false;

  const send = (frame: object) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
  const request = (command: object) =>
    new Promise<Reply>((done, failed) => {
      const id = ++last;
      calls.set(id, { done, failed });
      setTimeout(() => calls.has(id) && end("cut"), ANSWER);
      send({ id, ...command });
    });

  const end = (failure: Failure) => {
    if (ended) return;
    ended = true;
    clearTimeout(watch);
    clearTimeout(renewal);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    for (const call of calls.values()) call.failed("cut");
    calls.clear();
    ears.closed(failure);
  };
  const alive = () => {
    heard = Date.now();
    clearTimeout(watch);
    watch = setTimeout(end, patience, "cut");
  };

  const hear = (reply: Reply) => {
    if (reply.id) {
      const call = calls.get(reply.id);
      calls.delete(reply.id);
      const { error } = reply;
      if (error) call?.failed({ code: error.code, passing: !!error.temporary });
      else call?.done(reply);
    } else if (!reply.push) {
      if (answersPings) send({});
    } else if (reply.push.pub) ears.publication(reply.push.pub);
    else if (reply.push.disconnect || reply.push.unsubscribe) end(failureOf(reply.push.disconnect?.code ?? 0));
  };

  socket.onopen = () => void begin().catch((error: unknown) => end(refusalOf(error)));
  socket.onmessage = (message: MessageEvent<string>) => {
    alive();
    for (const line of message.data.split("\n")) if (line) hear(JSON.parse(line) as Reply);
  };
  socket.onclose = (event) => end(failureOf(event.code));
  alive();

  function renewIn(ttl = 3600): void {
    renewal = setTimeout(() => void renew().catch(() => end("token")), Math.min(ttl * 800, 86_400_000));
  }

  async function renew(): Promise<void> {
    const { refresh } = await request({ refresh: { token: await ears.renew() } });
    renewIn(refresh?.ttl);
  }

  async function begin(): Promise<void> {
    const { connect } = await request({ connect: { token: ticket.token, name: "feilun-web" } });
    answersPings = connect?.pong ?? false;
    patience = (connect?.ping ?? 25) * 1000 + SLACK;
    alive();
    if (connect?.expires) renewIn(connect.ttl);
    const from = place ? { recover: true, ...place } : {};
    const { subscribe } = await request({ subscribe: { channel: ticket.stream, ...from } });
    const top = { offset: subscribe?.offset ?? 0, epoch: subscribe?.epoch ?? "" };
    ears.open(top, subscribe?.publications ?? [], subscribe?.recovered ?? false);
  }

  return {
    call: async (method, data) => (await request({ rpc: { method, data } })).rpc?.data ?? {},
    tell: (data) => void send({ send: { data } }),
    isAlive: () => !ended && Date.now() - heard < patience,
    close: () => end("cut"),
  };
}

/** 3500–3999 and 4500–4999 mean "do not come back" in the protocol; 109 and 3005 mean the token ran out. */
function failureOf(code: number): Failure {
  if (code === 3005 || code === 109 || code === 3500) return "token";
  return (code >= 3501 && code < 4000) || (code >= 4500 && code < 5000) ? "refused" : "cut";
}

function refusalOf(error: unknown): Failure {
  if (!isRefusal(error)) return "cut";
  return error.code === 109 || error.code === 101 || error.code === 103 ? "token" : error.passing ? "cut" : "refused";
}
