// What the parts of the editor share.
import { createContext, useContext } from "react";

import type { Chosen } from "@/pages/surveys/form";
import type { Form, Kind, Page, Problem, Question, Survey } from "@/pages/surveys/shapes";
import type { Draft } from "@/pages/surveys/useSurvey";

export interface Editing {
  survey: Survey;
  draft: Draft;
  problems: Problem[];
  mayWrite: boolean;
  chosen: Chosen;
  choose: (place: Chosen) => void;
  /** The language whose texts are edited and tried. */
  language: string;
  setLanguage: (language: string) => void;
  setForm: (form: Form, topic?: string) => void;
  setQuestion: (id: string, part: Partial<Question>, field?: string) => void;
  setPage: (id: string, part: Partial<Page>, field?: string) => void;
  add: (page: string, kind: Kind, after?: string) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("used outside of the survey editor");
  return editing;
}
