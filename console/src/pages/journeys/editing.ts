// What the parts of the editor share.
import { createContext, useContext } from "react";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import type { Audience } from "@/pages/audiences/shapes";
import type { Slot } from "@/pages/journeys/graph";
import type { Figures, Journey, Kind, Problem, Step, StepFigures } from "@/pages/journeys/shapes";
import type { Draft } from "@/pages/journeys/useDraft";

export interface Editing {
  journey: Journey;
  draft: Draft;
  mayWrite: boolean;
  /** The id of a step, or "entry" for the settings. */
  chosen: string | null;
  choose: (id: string | null) => void;
  insert: (slot: Slot, kind: Kind) => void;
  remove: (id: string) => void;
  setStep: (step: Step, field?: string) => void;
  figures: Map<string, StepFigures>;
  totals: Figures | undefined;
  showPeople: (step: string | null) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("used outside of the journey editor");
  return editing;
}

export function problemsAt(problems: Problem[], step: string | null): Problem[] {
  return problems.filter((problem) => problem.step === step);
}

export function useAudiences(): Audience[] {
  return useAnswer<Page<Audience>>("/audiences", { limit: 200 }).data?.items ?? [];
}
