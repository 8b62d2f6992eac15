/** The way around a proxy that lets no WebSocket through: a long poll and POST with the same cursor. */
import { type Body, type Ears, type Failure, isRefusal, type Link, type Place, type Publication, type Refusal, type Ticket } from "./link";

interface Answer {
  calls: { data?: Body; error?: { code: number; message: string } }[];
  streams: Record<string, { offset: number; epoch: string; recovered: boolean; publications: Publication[] }>;
}

const WAIT = 25;

export function openPoll(ticket: Ticket, address: string, place: Place | undefined, ears: Ears): Link {
  const stop = new AbortController();
  const cursor: Place = place ?? { offset: ticket.offset, epoch: ticket.epoch };
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
    return (await response.json()) as Answer;
  };
  const end = (failure: Failure) => {
    if (ended) return;
    ended = true;
    stop.abort();
    ears.closed(failure);
  };

  async function listen(): Promise<void> {
    for (let first = true; !ended; first = false) {
      const { streams } = await post({ streams: { [ticket.stream]: cursor }, wait: first ? 0 : WAIT });
      const news = streams[ticket.stream];
      if (ended || !news) return;
      Object.assign(cursor, { offset: news.offset, epoch: news.epoch });
      if (first || !news.recovered) ears.open({ ...cursor }, news.publications, news.recovered);
      else news.publications.forEach(ears.publication);
    }
  }
  void listen().catch((error: unknown) => end(failureOf(error)));

  return {
    call: async (method, data) => {
      const { data: answer, error } = (await post({ calls: [{ id: 1, method, data }] })).calls[0] ?? {};
      if (error) throw refusal(error.code, error.code === 100 || error.code === 111);
      return answer ?? {};
    },
    tell: () => undefined, // Signs of typing are not worth a request each.
    isAlive: () => !ended,
    close: () => end("cut"),
  };
}

function failureOf(error: unknown): Failure {
  if (!isRefusal(error) || error.passing) return "cut";
  return error.code === 401 ? "token" : "refused";
}

function refusal(code: number, passing: boolean): Refusal {
  return { code, passing };
}
