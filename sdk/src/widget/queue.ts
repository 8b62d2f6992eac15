import { useEffect, useState } from "preact/hooks";
import type { Client } from "../core";

export interface Place {
  position: number;
  minutes: number;
}

const EVERY = 15_000;

/** Her place among those who wait, asked while she does. */
export function useQueue(client: Client, isWaiting: boolean): Place {
  const [place, setPlace] = useState<Place>({ position: 0, minutes: 0 });
  useEffect(() => {
    if (!isWaiting) return;
    const ask = () =>
      void client.thread.connection.call("conversation.queue", {}).then(
        ({ position, minutes }) => setPlace({ position: Number(position) || 0, minutes: Number(minutes) || 0 }),
        () => undefined,
      );
    ask();
    const timer = setInterval(ask, EVERY);
    return () => clearInterval(timer);
  }, [client, isWaiting]);
  return place;
}
