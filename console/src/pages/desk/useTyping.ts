// Who is typing on the other side, and a sign from here at most every few seconds.
import { useCallback, useEffect, useRef, useState } from "react";

import { tell } from "@/live/connection";

const LASTS_MS = 6000;
const EVERY_MS = 3000;

export interface TypingSign {
  type: "typing";
  typing: boolean;
  sender: { kind: string; name?: string };
}

/** The name of who types, "" for the customer, null for nobody. */
export function useTypingSeen() {
  const [who, setWho] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const see = useCallback((sign: TypingSign) => {
    clearTimeout(timer.current);
    setWho(sign.typing ? (sign.sender.name ?? "") : null);
    timer.current = setTimeout(() => setWho(null), LASTS_MS);
  }, []);
  const forget = useCallback(() => setWho(null), []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { who, see, forget };
}

export function useTypingTold(conversation: string): () => void {
  const last = useRef(-EVERY_MS);
  return useCallback(() => {
    if (performance.now() - last.current < EVERY_MS) return;
    last.current = performance.now();
    tell({ type: "typing", stream: `c:${conversation}` });
  }, [conversation]);
}
