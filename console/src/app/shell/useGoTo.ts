// G and a letter: go to an area. Silent while a text box has the focus.
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { reachable } from "@/app/areas";
import { isTyping } from "@/shared/keys";

const PATIENCE_MS = 1200;

export function useGoTo(rights: string[]): void {
  const navigate = useNavigate();
  useEffect(() => {
    let pressed = -PATIENCE_MS;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const letter = event.key.toLowerCase();
      const area = reachable(rights).find((one) => one.letter === letter);
      if (area && event.timeStamp - pressed < PATIENCE_MS) {
        event.preventDefault();
        event.stopImmediatePropagation();
        void navigate({ to: area.to ?? "/" });
      }
      pressed = letter === "g" ? event.timeStamp : -PATIENCE_MS;
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [navigate, rights]);
}
