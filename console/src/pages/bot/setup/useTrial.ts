// A conversation with the bot that nobody else hears: greeting of the draft, then what is typed or tapped.
import { useCallback, useEffect, useRef, useState } from "react";

import { post } from "@/api/client";
import type { BotTrialResult, Greeting, Language, Tap } from "@/pages/bot/shapes";
import { sayFailed } from "@/shared/confirm";

export interface TrialLine {
  mine: boolean;
  text: string;
  choices: { label: string; tap?: Tap; url?: string }[];
  why?: { code: string; facts: Record<string, unknown> }[];
  route?: string;
}

type Choice = TrialLine["choices"][number];

export function useTrial(language: Language, page: string, saved: boolean) {
  const [greeting, setGreeting] = useState<Greeting | null>(null);
  const [lines, setLines] = useState<TrialLine[]>([]);
  const [busy, setBusy] = useState(false);
  const state = useRef("");

  const again = useCallback(() => {
    state.current = "";
    setLines([]);
  }, []);
  useEffect(() => {
    if (!saved) return;
    let over = false;
    void post<BotTrialResult>("/bot-trials", { language, page })
      .then((answer) => !over && setGreeting(answer.greeting as unknown as Greeting))
      .catch(sayFailed);
    return () => {
      over = true;
    };
  }, [language, page, saved]);

  const say = async (text: string, tap?: Tap) => {
    setBusy(true);
    setLines((known) => [...known, { mine: true, text, choices: [] }]);
    try {
      const answer = await post<BotTrialResult>("/bot-trials", { text, tap: tap ?? null, language, page, state: state.current });
      state.current = answer.state ?? "";
      setLines((known) => [...known, ...shown(answer)]);
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return { greeting, lines, busy, say, again };
}

function shown(answer: BotTrialResult): TrialLine[] {
  const lines: TrialLine[] = (answer.lines ?? []).map(({ body }) => ({
    mine: false,
    text: String(body.text ?? body.title ?? ""),
    choices: [...choices(body.links), ...choices(body.buttons), ...choices(body.quick_replies)],
  }));
  const decision = answer.decision;
  if (decision) {
    lines.push({ mine: false, text: "", choices: [], why: decision.why, route: decision.route });
  }
  return lines;
}

function choices(value: unknown): Choice[] {
  return Array.isArray(value) ? (value as Choice[]) : [];
}
