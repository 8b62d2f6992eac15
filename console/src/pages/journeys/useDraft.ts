// The draft while it is edited: undo and redo, and saving by itself a moment after the last change.
import { useCallback, useEffect, useRef, useState } from "react";

import { put } from "@/api/client";
import { queries } from "@/api/queries";
import { conflictOf, type DraftConflict } from "@/pages/journeys/conflict";
import { begun, changedTo, redone, undone } from "@/shared/history";
import type { DraftAnswer, Graph, Journey, Problem } from "@/pages/journeys/shapes";
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
  const [conflict, setConflict] = useState<DraftConflict | null>(null);
  // What the next save is based on; a save that waits its turn must see what the one before it was answered.
  const revision = useRef(journey.revision);
  const running = useRef<Promise<boolean>>(Promise.resolve(true));
  const graph = history.now;

  const keep = useCallback(
    (draft: Graph, problems: Problem[], at: number) => {
      revision.current = at;
      setKept(draft);
      setProblems(problems);
      setFailures(0);
      queries.setQueryData<Journey>([`/journeys/${journey.id}`, {}], (known) =>
        known ? { ...known, draft, problems, revision: at } : known,
      );
    },
    [journey.id],
  );

  /** Asks the person when the failure is a newer draft; answers whether it is. */
  const heed = useCallback((error: unknown): boolean => {
    const newer = conflictOf(error);
    if (newer) setConflict(newer);
    return newer !== null;
  }, []);

  /** Answers whether it is saved. */
  const save = useCallback(
    (wanted: Graph): Promise<boolean> => {
      // One after the other, so that an older draft never lands last.
      running.current = running.current.then(async () => {
        setSaving(true);
        try {
          const body = { graph: wanted, revision: revision.current };
          const answer = await put<DraftAnswer>(`/journeys/${journey.id}/draft`, body);
          keep(wanted, answer.problems, answer.revision);
          return true;
        } catch (error) {
          if (!heed(error)) {
            setFailures((count) => count + 1);
            sayFailed(error);
          }
          return false;
        } finally {
          setSaving(false);
        }
      });
      return running.current;
    },
    [journey.id, keep, heed],
  );

  useEffect(() => {
    if (!mayWrite || graph === kept || conflict) return;
    const timer = setTimeout(() => void save(graph), failures ? AGAIN_MS : REST_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("beforeunload", warn);
    };
  }, [graph, kept, conflict, failures, mayWrite, save]);

  // Leaving the page within the moment of rest must not lose the last change.
  const last = useRef({ graph, kept, conflict });
  useEffect(() => {
    last.current = { graph, kept, conflict };
  }, [graph, kept, conflict]);
  useEffect(
    () => () => {
      const { graph, kept, conflict } = last.current;
      if (mayWrite && graph !== kept && !conflict) void save(graph);
    },
    [mayWrite, save],
  );

  const change = useCallback((next: Graph, topic = "") => {
    setHistory((now) => changedTo(now, next, topic, Date.now()));
  }, []);
  const takeTheirs = useCallback(() => {
    if (!conflict) return;
    // As one more change, so that undo brings back what was drawn here.
    setHistory((now) => changedTo(now, conflict.graph, "", Date.now()));
    keep(conflict.graph, problems, conflict.revision);
    setConflict(null);
    void save(conflict.graph);
  }, [conflict, keep, problems, save]);
  const keepMine = useCallback(() => {
    if (!conflict) return;
    revision.current = conflict.revision;
    setConflict(null);
    void save(graph);
  }, [conflict, graph, save]);
  return {
    graph,
    problems,
    conflict,
    heed,
    takeTheirs,
    keepMine,
    change,
    undo: useCallback(() => setHistory(undone), []),
    redo: useCallback(() => setHistory(redone), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    saving: (isSaving ? "saving" : graph === kept ? "saved" : "unsaved") as Saving,
    /** The revision that is saved now, or null when saving failed. */
    flush: useCallback(async () => {
      const isSaved = await (graph === kept ? running.current.then(() => true) : save(graph));
      return isSaved ? revision.current : null;
    }, [graph, kept, save]),
  };
}
export type Draft = ReturnType<typeof useDraft>;
