import { useEffect, useState } from "preact/hooks";
import type { Client } from "../core";

/** Draws again whenever the conversation changed, at most once per frame. */
export function useThread(client: Client) {
  const [, draw] = useState(0);
  useEffect(() => {
    let asked = 0;
    const stop = client.on("change", () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        draw((count) => count + 1);
      });
    });
    draw((count) => count + 1);
    return () => (stop(), cancelAnimationFrame(asked));
  }, [client]);
  return client.thread;
}
