// The survey while it is edited: undo and redo, saving by itself a moment after the last change, and somebody else's.
import { useCallback, useEffect, useRef, useState } from "react";

import { get, put } from "@/api/client";
import { Refused, sentence } from "@/api/problems";
import { changed, queries } from "@/api/queries";
import { begun, changedTo, redone, undone } from "@/pages/journeys/history";
import type { Form, Survey } from "@/pages/surveys/shapes";

export interface Drawn {
  name: string;
  form: Form;
}
export interface Conflict extends Drawn {
  revision: number;
  author: string;
}
export type Saving = "saved" | "saving" | "unsaved" | "refused";

const REST_MS = 700;

export function useSurvey(survey: Survey, mayWrite: boolean) {
  const [history, setHistory] = useState(() => begun<Drawn>({ name: survey.name, form: survey.form }));
  const [kept, setKept] = useState<Drawn>(history.now);
  const [isSaving, setSaving] = useState(false);
  const [refused, setRefused] = useState<{ drawn: Drawn; why: string } | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const revision = useRef(survey.revision);
  // One save after the other, so that an older draft never lands last.
  const running = useRef<Promise<boolean>>(Promise.resolve(true));
  const drawn = history.now;
  const isSaved = drawn.form === kept.form && drawn.name === kept.name;

  const take = useCallback(
    (answer: Survey, wanted: Drawn) => {
      revision.current = answer.revision;
      setKept(wanted);
      setRefused(null);
      queries.setQueryData<Survey>([`/surveys/${survey.id}`, {}], answer);
    },
    [survey.id],
  );

  const fail = useCallback(
    async (error: unknown, wanted: Drawn) => {
      if (!(error instanceof Refused) || error.code !== "stale_survey") {
        setRefused({ drawn: wanted, why: sentence(error) });
        return;
      }
      const newer = await get<Survey>(`/surveys/${survey.id}`);
      setConflict({ name: newer.name, form: newer.form, revision: newer.revision, author: newer.changed_by });
    },
    [survey.id],
  );

  const save = useCallback(
    (wanted: Drawn): Promise<boolean> => {
      running.current = running.current.then(async () => {
        setSaving(true);
        try {
          const name = wanted.name.trim() || survey.name;
          const body = { form: wanted.form, name, revision: revision.current };
          take(await put<Survey>(`/surveys/${survey.id}/draft`, body), wanted);
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
    [survey.id, survey.name, take, fail],
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
      if (mayWrite && !last.current.isSaved && !last.current.conflict) void save(last.current.drawn).then(() => changed("/surveys"));
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
      const next = { name: conflict.name, form: conflict.form };
      revision.current = conflict.revision;
      // As one more change, so that undo brings back what was drawn here.
      setHistory((now) => changedTo(now, next, "", Date.now()));
      setKept(next);
      setConflict(null);
      void changed(`/surveys/${survey.id}`);
    }, [conflict, survey.id]),
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
export type Draft = ReturnType<typeof useSurvey>;
