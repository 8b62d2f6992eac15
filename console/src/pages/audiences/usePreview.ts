// The size of the rule while it is typed. A newer rule, or the button, cancels the question that still runs.
import { useCallback, useEffect, useRef, useState } from "react";

import { post } from "@/api/client";
import type { Preview, Rule } from "@/pages/audiences/shapes";

export type PreviewState =
  | { step: "unfinished" | "running" | "stopped" }
  | { step: "done"; preview: Preview }
  | { step: "failed"; error: unknown };

type Result = { to: string; state: PreviewState };

const TYPING_REST_MS = 350;

export function usePreview(rule: Rule | null) {
  const [round, setRound] = useState(0);
  const [result, setResult] = useState<Result | null>(null);
  const running = useRef<AbortController | null>(null);
  const asked = rule ? JSON.stringify(rule) : "";
  const question = `${round} ${asked}`;

  useEffect(() => {
    if (!asked) return;
    const control = new AbortController();
    running.current = control;
    const answer = (state: PreviewState) => !control.signal.aborted && setResult({ to: question, state });
    const timer = setTimeout(() => {
      post<Preview>("/audience-previews", { rule: JSON.parse(asked) as Rule }, {}, control.signal)
        .then((preview) => answer({ step: "done", preview }))
        .catch((error: unknown) => answer({ step: "failed", error }));
    }, TYPING_REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [asked, question]);

  const stop = useCallback(() => {
    running.current?.abort();
    setResult({ to: question, state: { step: "stopped" } });
  }, [question]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  const known: PreviewState = result?.to === question ? result.state : { step: "running" };
  return { state: asked ? known : ({ step: "unfinished" } as PreviewState), stop, again };
}
