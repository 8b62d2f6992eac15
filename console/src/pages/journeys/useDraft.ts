// The draft while it is edited: undo and redo, and saving by itself a moment after the last change.
import { useCallback, useEffect, useRef, useState } from "react";

import { put } from "@/api/client";
import { queries } from "@/api/queries";
import { begun, changedTo, redone, undone } from "@/pages/journeys/history";
import type { Graph, Journey, Problem } from "@/pages/journeys/shapes";
import { sayFailed } from "@/shared/confirm";

export type Saving = "saved" | "saving" | "unsaved";
const REST_MS = 700;
const AGAIN_MS = 5000;

export function useDraft(journey: Journey, mayWrite: boolean) {
  const [history, setHistory] = useState(() => begun(journey.draft));
  const [kept, setKept] = useState(journey.draft);
  const [problems, setProblems] = useState<Problem[]>(journey.problems);
  const [isSaving, setSaving] = useState(false);
  const [failures, setFailures] = useState(0);
  const running = useRef<Promise<void>>(Promise.resolve());
  const graph = history.now;

  const save = useCallback(
    (wanted: Graph): Promise<void> => {
      // One after the other, so that an older draft never lands last.
      running.current = running.current.then(async () => {
        setSaving(true);
        try {
          const answer = await put<{ problems: Problem[] }>(`/journeys/${journey.id}/draft`, { graph: wanted });
          setKept(wanted);
          setProblems(answer.problems);
          setFailures(0);
          queries.setQueryData<Journey>([`/journeys/${journey.id}`, {}], (known) =>
            known ? { ...known, draft: wanted, problems: answer.problems } : known,
          );
        } catch (error) {
          setFailures((count) => count + 1);
          sayFailed(error);
        } finally {
          setSaving(false);
        }
      });
      return running.current;
    },
    [journey.id],
  );

  useEffect(() => {
    if (!mayWrite || graph === kept) return;
    const timer = setTimeout(() => void save(graph), failures ? AGAIN_MS : REST_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("beforeunload", warn);
    };
  }, [graph, kept, failures, mayWrite, save]);

  // Leaving the page within the moment of rest must not lose the last change.
  const last = useRef({ graph, kept });
  useEffect(() => {
    last.current = { graph, kept };
  }, [graph, kept]);
  useEffect(() => () => void (mayWrite && last.current.graph !== last.current.kept && save(last.current.graph)), [mayWrite, save]);

  const change = useCallback((next: Graph, topic = "") => {
    setHistory((now) => changedTo(now, next, topic, Date.now()));
  }, []);
  return {
    graph,
    problems,
    change,
    undo: useCallback(() => setHistory(undone), []),
    redo: useCallback(() => setHistory(redone), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    saving: (isSaving ? "saving" : graph === kept ? "saved" : "unsaved") as Saving,
    flush: useCallback(() => (graph === kept ? running.current : save(graph)), [graph, kept, save]),
  };
}
export type Draft = ReturnType<typeof useDraft>;
