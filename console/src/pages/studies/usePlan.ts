// The plan while it is drawn: undo and redo, saving by itself a moment after the last change, and somebody else's.
import { useCallback, useEffect, useRef, useState } from "react";

import { get, put } from "@/api/client";
import { Refused, sentence } from "@/api/problems";
import { changed, queries } from "@/api/queries";
import { begun, changedTo, redone, undone } from "@/pages/journeys/history";
import type { Plan, Study } from "@/pages/studies/shapes";

export interface Drawn {
  name: string;
  plan: Plan;
}
export interface Conflict extends Drawn {
  revision: number;
  author: string;
}
export type Saving = "saved" | "saving" | "unsaved" | "refused";

const REST_MS = 700;

export function usePlan(study: Study, mayWrite: boolean) {
  const path = `/studies/${study.id}`;
  const [history, setHistory] = useState(() => begun<Drawn>({ name: study.name, plan: study.plan }));
  const [kept, setKept] = useState<Drawn>(history.now);
  const [isSaving, setSaving] = useState(false);
  const [refused, setRefused] = useState<{ drawn: Drawn; why: string } | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const revision = useRef(study.revision);
  // One save after the other, so that an older plan never lands last.
  const running = useRef<Promise<boolean>>(Promise.resolve(true));
  const drawn = history.now;
  const isSaved = drawn.plan === kept.plan && drawn.name === kept.name;

  const fail = useCallback(
    async (error: unknown, wanted: Drawn) => {
      if (!(error instanceof Refused) || error.status !== 409) {
        setRefused({ drawn: wanted, why: sentence(error) });
        return;
      }
      const newer = await get<Study>(path);
      setConflict({ name: newer.name, plan: newer.plan, revision: newer.revision, author: newer.changed_by });
    },
    [path],
  );

  const save = useCallback(
    (wanted: Drawn): Promise<boolean> => {
      running.current = running.current.then(async () => {
        setSaving(true);
        try {
          const body = { name: wanted.name.trim() || study.name, plan: wanted.plan, revision: revision.current };
          const answer = await put<Study>(path, body);
          revision.current = answer.revision;
          setKept(wanted);
          setRefused(null);
          queries.setQueryData<Study>([path, {}], answer);
          return true;
        } catch (error) {
          await fail(error, wanted).catch(() => setRefused({ drawn: wanted, why: sentence(error) }));
          return false;
        } finally {
          setSaving(false);
        }
      });
      return running.current;
    },
    [path, study.name, fail],
  );

  const isRefused = refused?.drawn === drawn;
  useEffect(() => {
    // What was refused waits for the next change: the same again is refused again.
    if (!mayWrite || isSaved || conflict || isRefused) return;
    const timer = setTimeout(() => void save(drawn), REST_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("beforeunload", warn);
    };
  }, [drawn, isSaved, conflict, isRefused, mayWrite, save]);

  // Leaving within the moment of rest must not lose the last change.
  const last = useRef({ drawn, isSaved, conflict });
  useEffect(() => {
    last.current = { drawn, isSaved, conflict };
  }, [drawn, isSaved, conflict]);
  useEffect(
    () => () => {
      if (mayWrite && !last.current.isSaved && !last.current.conflict) void save(last.current.drawn).then(() => changed("/studies"));
    },
    [mayWrite, save],
  );

  const change = useCallback((next: Partial<Drawn>, topic = "") => {
    setHistory((now) => changedTo(now, { ...now.now, ...next }, topic, Date.now()));
  }, []);
  return {
    ...drawn,
    conflict,
    change,
    saving: (isSaving ? "saving" : isSaved ? "saved" : isRefused ? "refused" : "unsaved") as Saving,
    why: refused?.why ?? "",
    /** Whether all that was drawn is saved now. */
    flush: useCallback(() => (isSaved ? running.current.then(() => true) : save(drawn)), [drawn, isSaved, save]),
    takeTheirs: useCallback(() => {
      if (!conflict) return;
      const next = { name: conflict.name, plan: conflict.plan };
      revision.current = conflict.revision;
      // As one more change, so that undo brings back what was drawn here.
      setHistory((now) => changedTo(now, next, "", Date.now()));
      setKept(next);
      setConflict(null);
      void changed(path);
    }, [conflict, path]),
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
export type Draft = ReturnType<typeof usePlan>;
