/** The way around a proxy that lets no WebSocket through: a long poll and POST with the same cursor. */
import { type Body, type Ears, type Failure, isRefusal, type Link, type Place, type Publication, type Refusal, type Ticket } from "./link";

interface Answer {
  error?: { code: number; temporary?: boolean };
  offset?: number;
  epoch?: string;
  recovered?: boolean;
  publications?: Publication[];
  data?: Body;
}

const WAIT = 25;

export function openPoll(ticket: Ticket, address: string, place: Place | undefined, ears: Ears): Link {
  const stop = new AbortController();
  let cursor = place;
  let ended = false;

  const post = async (body: object): Promise<Answer> => {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify({ token: ticket.token, ...body }),
      credentials: "omit",
      signal: stop.signal,
    });
    if (!response.ok) throw refusal(response.status, response.status >= 500 || response.status === 429);
    const answer = (await response.json()) as Answer;
    if (answer.error) throw refusal(answer.error.code, !!answer.error.temporary);
    return answer;
  };
  const end = (failure: Failure) => {
    if (ended) return;
    ended = true;
    stop.abort();
    ears.closed(failure);
  };

  async function listen(): Promise<void> {
    for (let first = true; !ended; first = false) {
      const news = await post({ channel: ticket.stream, wait: first ? 0 : WAIT, ...cursor });
      if (ended) return;
      cursor = { offset: news.offset ?? 0, epoch: news.epoch ?? "" };
      const publications = news.publications ?? [];
      if (first || !news.recovered) ears.open(cursor, publications, news.recovered ?? false);
      else publications.forEach(ears.publication);
    }
  }
  void listen().catch((error: unknown) => end(failureOf(error)));

  return {
    call: async (method, data) => (await post({ rpc: { method, data } })).data ?? {},
    tell: (data) => void post({ send: { data } }).catch(() => undefined),
    isAlive: () => !ended,
    close: () => end("cut"),
  };
}

/** 401 by HTTP, 109 and 101 by the protocol: the token ran out. */
function failureOf(error: unknown): Failure {
  if (!isRefusal(error) || error.passing) return "cut";
  return error.code === 401 || error.code === 109 || error.code === 101 ? "token" : "refused";
}

function refusal(code: number, passing: boolean): Refusal {
  return { code, passing };
}
