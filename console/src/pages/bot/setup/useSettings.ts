// The draft of the settings while it is edited: it saves by itself a moment after the last change.
import { useCallback, useEffect, useRef, useState } from "react";

import { put } from "@/api/client";
import { Refused } from "@/api/problems";
import { queries } from "@/api/queries";
import type { Settings, SettingsPage } from "@/pages/bot/shapes";
import { sayFailed } from "@/shared/confirm";

export type Saving = "saved" | "saving" | "unsaved" | "conflict";
const REST_MS = 700;

export function useSettings(page: SettingsPage, mayWrite: boolean) {
  const [draft, setDraft] = useState(page.draft);
  const [kept, setKept] = useState(page.draft);
  const [saving, setSaving] = useState<Saving>("saved");
  const revision = useRef(page.revision);
  const running = useRef<Promise<boolean>>(Promise.resolve(true));

  const keep = useCallback((answer: SettingsPage) => {
    revision.current = answer.revision;
    queries.setQueryData(["/bot-settings", {}], answer);
  }, []);
  const save = useCallback(
    (wanted: Settings): Promise<boolean> => {
      // One after the other, so that an older draft never lands last.
      running.current = running.current.then(async () => {
        setSaving("saving");
        try {
          keep(await put<SettingsPage>("/bot-settings", { settings: wanted, revision: revision.current }));
          setKept(wanted);
          setSaving("saved");
          return true;
        } catch (error) {
          setSaving(error instanceof Refused && error.code === "stale_settings" ? "conflict" : "unsaved");
          sayFailed(error);
          return false;
        }
      });
      return running.current;
    },
    [keep],
  );
  useEffect(() => {
    if (!mayWrite || draft === kept || saving === "conflict") return;
    const timer = setTimeout(() => void save(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft, kept, mayWrite, save, saving]);
  useEffect(() => {
    if (draft === kept) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [draft, kept]);

  const change = useCallback((part: Partial<Settings>) => setDraft((now) => ({ ...now, ...part })), []);
  return {
    draft,
    change,
    keep,
    saving: saving === "saved" && draft !== kept ? ("unsaved" as Saving) : saving,
    /** The revision that is saved now, or null when saving failed. */
    flush: useCallback(async () => {
      const isSaved = await (draft === kept ? running.current : save(draft));
      return isSaved ? revision.current : null;
    }, [draft, kept, save]),
  };
}
export type Edited = ReturnType<typeof useSettings>;
