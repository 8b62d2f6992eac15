import { useEffect, useState } from "preact/hooks";
import type { Client } from "../core";
import type { Body } from "../core/link";

export interface Place {
  position: number;
  minutes: number;
}

const EVERY = 15_000;

/** Her place among those who wait, asked while she does; until the first answer, what the hand-over said. */
export function useQueue(client: Client, isWaiting: boolean): Place {
  const [place, setPlace] = useState<Place>();
  useEffect(() => {
    if (!isWaiting) return setPlace(undefined);
    const ask = () =>
      void client.thread.connection.call("conversation.queue", {}).then(
        ({ position, minutes }) => setPlace({ position: Number(position) || 0, minutes: Number(minutes) || 0 }),
        () => undefined,
      );
    ask();
    const timer = setInterval(ask, EVERY);
    return () => clearInterval(timer);
  }, [client, isWaiting]);
  if (place) return place;
  const told = client.thread.messages.filter((one) => one.body.handover).at(-1)?.body.handover as Body | undefined;
  return { position: Number(told?.position) || 0, minutes: 0 };
}
