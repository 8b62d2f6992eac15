import type { Survey } from "@/pages/surveys/shapes";
import { useAutosave } from "@/shared/useAutosave";

const drawnOf = ({ name, form }: Survey) => ({ name, form });

/** The survey while it is edited. */
export function useSurvey(survey: Survey, mayWrite: boolean) {
  const path = `/surveys/${survey.id}`;
  return useAutosave({ list: "/surveys", path, saveTo: `${path}/draft`, kept: survey, mayWrite, drawnOf });
}
export type Draft = ReturnType<typeof useSurvey>;
