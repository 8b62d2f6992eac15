// The try-out: what was said so far is played anew on every change of the graph, so the dialog always fits it.
import { useCallback, useEffect, useState } from "react";

import { post } from "@/api/client";
import type { Graph, Language, TrialAnswer, TrialSaid } from "@/pages/flows/shapes";

const REST_MS = 350;

export interface Faked {
  status: number;
  /** JSON as it is typed. */
  body: string;
}

function answerOf(faked: Faked): { status: number; body: unknown; problem: string } {
  try {
    const good = faked.status >= 200 && faked.status < 300;
    return { status: faked.status, body: JSON.parse(faked.body || "null") as unknown, problem: good ? "" : "status" };
  } catch {
    return { status: faked.status, body: null, problem: "not_json" };
  }
}

export function useTrial(graph: Graph, language: Language) {
  const [said, setSaid] = useState<TrialSaid[]>([]);
  const [customer, setCustomer] = useState<Record<string, string>>({});
  const [webhooks, setWebhooks] = useState<Record<string, Faked>>({});
  const [answer, setAnswer] = useState<TrialAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      const known = Object.fromEntries(Object.entries(customer).filter(([, value]) => value.trim()));
      const faked = Object.fromEntries(Object.entries(webhooks).map(([step, one]) => [step, answerOf(one)]));
      setBusy(true);
      post<TrialAnswer>("/flow-trials", { graph, said, language, customer: known, webhooks: faked }, {}, leaving.signal)
        .then((found) => {
          setAnswer(found);
          setError(null);
        })
        .catch((failed: unknown) => {
          if (!leaving.signal.aborted) setError(failed);
        })
        .finally(() => {
          if (!leaving.signal.aborted) setBusy(false);
        });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [graph, said, language, customer, webhooks]);

  return {
    answer,
    error,
    busy,
    said,
    customer,
    setCustomer,
    webhooks,
    setWebhook: useCallback((step: string, faked: Faked) => setWebhooks((known) => ({ ...known, [step]: faked })), []),
    say: useCallback((one: TrialSaid) => setSaid((known) => [...known, one]), []),
    back: useCallback(() => setSaid((known) => known.slice(0, -1)), []),
    again: useCallback(() => setSaid([]), []),
  };
}
export type Trial = ReturnType<typeof useTrial>;
