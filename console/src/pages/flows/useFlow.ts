// The flow while it is edited: undo and redo, saving by hand or on leaving, and what to do about somebody else's.
import { useCallback, useEffect, useRef, useState } from "react";

import { put } from "@/api/client";
import { Refused } from "@/api/problems";
import { changed, queries } from "@/api/queries";
import type { Flow, Graph } from "@/pages/flows/shapes";
import { begun, changedTo, redone, undone } from "@/shared/history";
import { sayFailed } from "@/shared/confirm";

export interface Drawn {
  name: string;
  graph: Graph;
}
export interface Conflict extends Drawn {
  revision: number;
  author: string;
}

function conflictOf(error: unknown): Conflict | null {
  if (!(error instanceof Refused) || error.code !== "stale_flow") return null;
  const { graph, name, revision, author_name } = error.problem;
  return { graph: graph as Graph, name: String(name), revision: Number(revision), author: String(author_name ?? "") };
}

export function useFlow(flow: Flow, mayWrite: boolean) {
  const [history, setHistory] = useState(() => begun<Drawn>({ name: flow.name, graph: flow.graph }));
  const [kept, setKept] = useState<Drawn>(history.now);
  const [isSaving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const revision = useRef(flow.revision);
  const drawn = history.now;
  const isSaved = drawn.graph === kept.graph && drawn.name === kept.name;

  const take = useCallback(
    (answer: Flow) => {
      revision.current = answer.revision;
      queries.setQueryData<Flow>([`/flows/${flow.id}`, {}], answer);
      void changed(`/flows/${flow.id}/revisions`);
    },
    [flow.id],
  );

  /** The revision that is saved now, or null when saving failed. */
  const save = useCallback(
    async (wanted: Drawn): Promise<number | null> => {
      setSaving(true);
      try {
        const name = wanted.name.trim() || flow.name;
        const answer = await put<Flow>(`/flows/${flow.id}`, { name, graph: wanted.graph, revision: revision.current });
        take(answer);
        setKept(wanted);
        return answer.revision;
      } catch (error) {
        const newer = conflictOf(error);
        if (newer) setConflict(newer);
        else sayFailed(error);
        return null;
      } finally {
        setSaving(false);
      }
    },
    [flow.id, flow.name, take],
  );

  useEffect(() => {
    if (isSaved || !mayWrite) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isSaved, mayWrite]);

  // Going to another page keeps what was drawn: a draft harms nobody, a lost hour does.
  const last = useRef({ drawn, isSaved, conflict });
  useEffect(() => {
    last.current = { drawn, isSaved, conflict };
  }, [drawn, isSaved, conflict]);
  useEffect(
    () => () => {
      if (mayWrite && !last.current.isSaved && !last.current.conflict) void save(last.current.drawn);
    },
    [mayWrite, save],
  );

  const change = useCallback((next: Partial<Drawn>, topic = "") => {
    setHistory((now) => changedTo(now, { ...now.now, ...next }, topic, Date.now()));
  }, []);
  const replaceBy = useCallback(
    (answer: Flow) => {
      const next = { name: answer.name, graph: answer.graph };
      setHistory((now) => changedTo(now, next, "", Date.now()));
      setKept(next);
      take(answer);
    },
    [take],
  );
  return {
    ...drawn,
    conflict,
    change,
    replaceBy,
    isSaved,
    saving: isSaving ? ("saving" as const) : isSaved ? ("saved" as const) : ("unsaved" as const),
    flush: useCallback(async () => (isSaved ? revision.current : save(drawn)), [drawn, isSaved, save]),
    takeTheirs: useCallback(() => {
      if (!conflict) return;
      const next = { name: conflict.name, graph: conflict.graph };
      revision.current = conflict.revision;
      setHistory((now) => changedTo(now, next, "", Date.now()));
      setKept(next);
      setConflict(null);
      // Else the history would still take ours for the newest.
      queries.setQueryData<Flow>([`/flows/${flow.id}`, {}], (known) => (known ? { ...known, ...next, revision: conflict.revision } : known));
      void changed(`/flows/${flow.id}`);
    }, [conflict, flow.id]),
    keepMine: useCallback(() => {
      if (!conflict) return;
      revision.current = conflict.revision;
      setConflict(null);
      void save(drawn);
    }, [conflict, drawn, save]),
    undo: useCallback(() => setHistory(undone), []),
    redo: useCallback(() => setHistory(redone), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
export type Draft = ReturnType<typeof useFlow>;
