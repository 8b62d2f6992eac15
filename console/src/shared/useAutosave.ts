// What two people may draw on at once: undo and redo, saving by itself a moment after the last change, and somebody else's.
import { useCallback, useEffect, useRef, useState } from "react";

import { get, put } from "@/api/client";
import { Refused, sentence } from "@/api/problems";
import { changed, queries } from "@/api/queries";
import { begun, changedTo, redone, undone } from "@/shared/history";

/** As the server keeps it. */
interface Kept {
  name: string;
  revision: number;
  changed_by: string;
}
export type Saving = "saved" | "saving" | "unsaved" | "refused";
export type Conflict<D> = D & { revision: number; author: string };

interface Autosaved<D, K> {
  /** Of the list that shows it too. */
  list: string;
  path: string;
  /** Where it is put, when that is not `path`. */
  saveTo?: string;
  kept: K;
  mayWrite: boolean;
  /** Takes out of what the server keeps what is drawn on; made once, outside the component. */
  drawnOf: (kept: K) => D;
}

const REST_MS = 700;

/** Whether two hold the very same parts: a change makes new ones. */
function same<D extends object>(one: D, other: D): boolean {
  return (Object.keys(one) as (keyof D)[]).every((key) => one[key] === other[key]);
}

export function useAutosave<D extends { name: string }, K extends Kept>({ list, path, saveTo = path, kept: first, mayWrite, drawnOf }: Autosaved<D, K>) {
  const [history, setHistory] = useState(() => begun<D>(drawnOf(first)));
  const [kept, setKept] = useState<D>(history.now);
  const [isSaving, setSaving] = useState(false);
  const [refused, setRefused] = useState<{ drawn: D; why: string } | null>(null);
  const [conflict, setConflict] = useState<Conflict<D> | null>(null);
  const revision = useRef(first.revision);
  // One save after the other, so that an older draft never lands last.
  const running = useRef<Promise<boolean>>(Promise.resolve(true));
  const drawn = history.now;
  const isSaved = same(drawn, kept);

  const fail = useCallback(
    async (error: unknown, wanted: D) => {
      if (!(error instanceof Refused) || !error.code.startsWith("stale_")) {
        setRefused({ drawn: wanted, why: sentence(error) });
        return;
      }
      const newer = await get<K>(path);
      setConflict({ ...drawnOf(newer), revision: newer.revision, author: newer.changed_by });
    },
    [path, drawnOf],
  );

  const save = useCallback(
    (wanted: D): Promise<boolean> => {
      running.current = running.current.then(async () => {
        setSaving(true);
        try {
          const answer = await put<K>(saveTo, { ...wanted, name: wanted.name.trim() || first.name, revision: revision.current });
          revision.current = answer.revision;
          setKept(wanted);
          setRefused(null);
          queries.setQueryData<K>([path, {}], answer);
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
    [path, saveTo, first.name, fail],
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
      if (mayWrite && !last.current.isSaved && !last.current.conflict) void save(last.current.drawn).then(() => changed(list));
    },
    [list, mayWrite, save],
  );

  const change = useCallback((next: Partial<D>, topic = "") => {
    setHistory((now) => changedTo(now, { ...now.now, ...next }, topic, Date.now()));
  }, []);
  return {
    ...drawn,
    conflict,
    change,
    isSaved,
    saving: (isSaving ? "saving" : isSaved ? "saved" : isRefused ? "refused" : "unsaved") as Saving,
    why: refused?.why ?? "",
    /** The revision that is saved now, or null when saving failed. */
    flush: useCallback(async () => {
      const done = await (isSaved ? running.current.then(() => true) : save(drawn));
      return done ? revision.current : null;
    }, [drawn, isSaved, save]),
    takeTheirs: useCallback(() => {
      if (!conflict) return;
      const { revision: newer, author: _, ...next } = conflict;
      revision.current = newer;
      // As one more change, so that undo brings back what was drawn here.
      setHistory((now) => changedTo(now, next as unknown as D, "", Date.now()));
      setKept(next as unknown as D);
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
