// What every card of the results needs: the survey, the filter that is on, and the way to the people behind a figure.
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";

import { wordsIn } from "@/pages/surveys/form";
import type { AnswerFilter, ColumnFilter } from "@/pages/surveys/results/shapes";
import type { Survey, Words } from "@/pages/surveys/shapes";

export interface Looking {
  survey: Survey;
  filter: AnswerFilter;
  pulse: string;
  /** Opens the people of the filter who also gave this answer. */
  open: (title: string, one: ColumnFilter | null, more?: AnswerFilter) => void;
}

export const LookingContext = createContext<Looking | null>(null);

export function useLooking(): Looking {
  const looking = useContext(LookingContext);
  if (!looking) throw new Error("Nothing is looked at here.");
  return looking;
}

/** The words in the reader's language, else in the first one there is. */
export function useWords(): (words: Words | undefined, otherwise?: string) => string {
  const { i18n } = useTranslation();
  return (words, otherwise = "") => wordsIn(words, i18n.language) || otherwise;
}
