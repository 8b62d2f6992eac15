// What the tabs of a study share.
import { createContext, useContext } from "react";

import type { Plan, Study } from "@/pages/studies/shapes";
import type { Draft } from "@/pages/studies/usePlan";
import type { Drawing } from "@/pages/studies/useMarket";
import type { Names } from "@/pages/studies/words";

export interface Planning {
  study: Study;
  draft: Draft;
  plan: Plan;
  names: Names;
  mayWrite: boolean;
  /** The language whose texts are written. */
  language: string;
  setLanguage: (language: string) => void;
  /** Typing in one field is one change: `topic` names the field. */
  set: (part: Partial<Plan>, topic?: string) => void;
  /** The market that the simulator and the price search look at. */
  drawing: Drawing;
}

export const PlanningContext = createContext<Planning | null>(null);

export function usePlanning(): Planning {
  const planning = useContext(PlanningContext);
  if (!planning) throw new Error("used outside of a study");
  return planning;
}
