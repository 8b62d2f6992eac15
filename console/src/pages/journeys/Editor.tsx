import { useHotkeys } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { Canvas } from "@/pages/journeys/Canvas";
import { ConflictDialog } from "@/pages/journeys/ConflictDialog";
import { type Editing, EditingContext } from "@/pages/journeys/editing";
import { inserted, removed, replaced } from "@/pages/journeys/graph";
import classes from "@/pages/journeys/Journey.module.css";
import { JourneyBar } from "@/pages/journeys/JourneyBar";
import { ENTRY } from "@/pages/journeys/layout";
import { Palette } from "@/pages/journeys/Palette";
import { Panel } from "@/pages/journeys/Panel";
import { PeopleDrawer } from "@/pages/journeys/PeopleDrawer";
import type { Figures, Journey } from "@/pages/journeys/shapes";
import { useDraft } from "@/pages/journeys/useDraft";

// On a phone the panel would cover the picture before anybody has seen it.
const PHONE = 768;

export function Editor({ journey }: { journey: Journey }) {
  const { t } = useTranslation("journeys");
  const editing = useEditor(journey);
  const [people, setPeople] = useState<{ step: string | null } | null>(null);
  const value = useMemo(() => ({ ...editing, showPeople: (step: string | null) => setPeople({ step }) }), [editing]);
  useHotkeys([
    ["mod+Z", () => editing.draft.undo()],
    ["mod+shift+Z", () => editing.draft.redo()],
    ["mod+Y", () => editing.draft.redo()],
    ["Escape", () => editing.choose(null)],
  ]);
  return (
    <EditingContext value={value}>
      <div className={classes.page}>
        <JourneyBar />
        <Palette />
        <section className={classes.canvas} aria-label={t("canvas.label")}>
          <Canvas />
        </section>
        <Panel />
      </div>
      <ConflictDialog />
      <PeopleDrawer opened={people !== null} step={people?.step ?? null} onClose={() => setPeople(null)} />
    </EditingContext>
  );
}

function useEditor(journey: Journey): Omit<Editing, "showPeople"> {
  const may = useRights();
  const mayWrite = may("journeys.write") && journey.state !== "stopped";
  const draft = useDraft(journey, mayWrite);
  const [chosen, choose] = useState<string | null>(() => (window.innerWidth < PHONE ? null : ENTRY));
  const totals = useAnswer<Figures>(journey.version ? `/journeys/${journey.id}/figures` : null).data;
  const figures = useMemo(() => new Map((totals?.steps ?? []).map((one) => [one.step, one])), [totals]);
  const { graph, change } = draft;
  return useMemo(
    () => ({
      journey,
      draft,
      mayWrite,
      chosen,
      choose,
      figures,
      totals,
      insert: (slot, kind) => {
        const made = inserted(graph, slot, kind);
        change(made.graph);
        choose(made.id);
      },
      remove: (id) => {
        change(removed(graph, id));
        choose(ENTRY);
      },
      setStep: (step, field = "") => change(replaced(graph, step), field && `${step.id}:${field}`),
    }),
    [journey, draft, mayWrite, chosen, figures, totals, graph, change],
  );
}
