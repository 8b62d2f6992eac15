import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { Canvas } from "@/pages/flows/Canvas";
import { ConflictDialog } from "@/pages/flows/ConflictDialog";
import { type Editing, EditingContext } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { FlowBar } from "@/pages/flows/FlowBar";
import { inOrder, inserted, removed, replaced } from "@/pages/flows/graph";
import { Panel } from "@/pages/flows/Panel";
import type { Flow, Language } from "@/pages/flows/shapes";
import { TryOut } from "@/pages/flows/TryOut";
import { useFlow } from "@/pages/flows/useFlow";
import { useTrial } from "@/pages/flows/useTrial";

export function Editor({ flow }: { flow: Flow }) {
  const { t } = useTranslation("flows");
  const editing = useEditor(flow);
  const wide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useState<boolean | null>(null);
  const trying = wanted ?? wide;
  useKeys(editing);
  return (
    <EditingContext value={editing}>
      <div className={classes.page} data-trying={trying || undefined}>
        <FlowBar trying={trying} onTry={() => setWanted(!trying)} />
        <section className={classes.canvas} aria-label={t("canvas.label")}>
          <Canvas />
        </section>
        <Panel />
        {trying && <TryOut onClose={() => setWanted(false)} />}
      </div>
      <ConflictDialog />
    </EditingContext>
  );
}

function useKeys(editing: Editing) {
  const { draft, chosen, choose, remove } = editing;
  const walk = (by: number) => {
    const steps = inOrder(draft.graph);
    const here = steps.findIndex((step) => step.id === chosen);
    choose(steps[Math.min(Math.max(here + by, 0), steps.length - 1)]?.id ?? null);
  };
  useHotkeys([
    ["mod+Z", () => draft.undo()],
    ["mod+shift+Z", () => draft.redo()],
    ["mod+Y", () => draft.redo()],
    ["Escape", () => choose(null)],
    ["Delete", () => chosen && editing.mayWrite && remove(chosen)],
    ["Backspace", () => chosen && editing.mayWrite && remove(chosen)],
    ["alt+ArrowDown", () => walk(1)],
    ["alt+ArrowUp", () => walk(-1)],
  ]);
  // Also while a field has the focus: who types a text saves without leaving it.
  useHotkeys([["mod+S", () => void draft.flush()]], []);
}

function useEditor(flow: Flow): Editing {
  const { i18n } = useTranslation();
  const may = useRights();
  const mayWrite = may("bot.write");
  const draft = useFlow(flow, mayWrite);
  const [chosen, choose] = useState<string | null>(null);
  const [language, setLanguage] = useState<Language>(() => firstLanguage(flow, i18n.language));
  const { graph, change } = draft;
  const trial = useTrial(graph, language);
  const problems = trial.answer?.problems ?? flow.problems;
  return useMemo(
    () => ({
      flow,
      draft,
      trial,
      problems,
      mayWrite,
      chosen,
      choose,
      language,
      setLanguage,
      insert: (slot, kind) => {
        const made = inserted(graph, slot, kind);
        change({ graph: made.graph });
        choose(made.id);
      },
      remove: (id) => {
        change({ graph: removed(graph, id) });
        choose(null);
      },
      setStep: (step, field = "") => change({ graph: replaced(graph, step) }, field && `${step.id}:${field}`),
    }),
    [flow, draft, trial, problems, mayWrite, chosen, language, graph, change],
  );
}

/** The reader's own language when the flow speaks it, else one that it does. */
function firstLanguage(flow: Flow, mine: string): Language {
  const spoken = flow.graph.steps.flatMap((step) => ("text" in step ? Object.keys(step.text).filter((one) => step.text[one]) : []));
  const order = [mine, "zh-CN", "en", "zh-TW"] as Language[];
  return order.find((one) => spoken.includes(one)) ?? (mine as Language);
}
