// The survey as people answer it: what is being drawn has no answers yet.
import { useAnswer } from "@/api/queries";
import type { Form, Survey } from "@/pages/surveys/shapes";

interface Version {
  form: Form;
}

/** With the form of the newest version; undefined until that is there. A survey nobody could answer yet is as it is drawn. */
export function useFielded(survey: Survey): Survey | undefined {
  const isOther = survey.version > 0 && survey.has_changes;
  const { data, isError } = useAnswer<Version>(isOther ? `/surveys/${survey.id}/versions/${survey.version}` : null);
  if (!isOther || isError) return survey;
  return data && { ...survey, form: data.form };
}
