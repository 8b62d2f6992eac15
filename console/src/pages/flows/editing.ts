// What the parts of the editor share.
import { createContext, useContext } from "react";

import type { Slot } from "@/pages/flows/graph";
import type { Flow, Kind, Language, Problem, Step } from "@/pages/flows/shapes";
import type { Draft } from "@/pages/flows/useFlow";
import type { Trial } from "@/pages/flows/useTrial";

export interface Editing {
  flow: Flow;
  draft: Draft;
  trial: Trial;
  /** Of what is drawn now, saved or not. */
  problems: Problem[];
  mayWrite: boolean;
  chosen: string | null;
  choose: (id: string | null) => void;
  /** The language whose texts are shown and edited. */
  language: Language;
  setLanguage: (language: Language) => void;
  insert: (slot: Slot, kind: Kind) => void;
  remove: (id: string) => void;
  setStep: (step: Step, field?: string) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("used outside of the flow editor");
  return editing;
}
