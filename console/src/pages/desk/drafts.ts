// One draft per conversation and person, kept over a reload.
import { useCallback, useEffect, useRef, useState } from "react";

import { drop, keep, recall } from "@/shared/kept";

const REST_MS = 300;
const returned = new EventTarget();

/** A message that was not sent goes back into its own conversation's box. */
export function putBack(conversation: string, text: string): void {
  returned.dispatchEvent(new CustomEvent(conversation, { detail: text }));
}

export function useDraft(person: string, conversation: string) {
  const key = `draft/${person}/${conversation}`;
  const [text, setText] = useState("");
  const [saved, setSaved] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const write = useCallback(
    (next: string) => {
      setText(next);
      setSaved(false);
      clearTimeout(timer.current);
      const store = async () => {
        await (next ? keep(key, next) : drop(key));
        setSaved(next !== "");
      };
      timer.current = setTimeout(() => void store(), next ? REST_MS : 0);
    },
    [key],
  );

  useEffect(() => {
    void recall<string>(key).then((kept) => {
      if (kept) setText((typed) => typed || kept);
    });
    const onBack = (event: Event) => write((event as CustomEvent<string>).detail);
    returned.addEventListener(conversation, onBack);
    return () => returned.removeEventListener(conversation, onBack);
  }, [key, conversation, write]);

  return { text, write, saved };
}
