import { useHotkeys } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import type { Editing } from "@/pages/surveys/editing";
import { type Chosen, fresh, questionsOf, replaced, replacedPage, withQuestion } from "@/pages/surveys/form";
import type { Form, Survey } from "@/pages/surveys/shapes";
import { useSurvey } from "@/pages/surveys/useSurvey";

export function useEditor(survey: Survey): Editing {
  const { i18n } = useTranslation();
  const may = useRights();
  const mayWrite = may("survey.write");
  const draft = useSurvey(survey, mayWrite);
  const { form, change, undo, redo, flush } = draft;
  const [chosen, choose] = useState<Chosen>(() => firstPlace(survey.form));
  const [wanted, setLanguage] = useState(i18n.language);
  const language = form.languages.includes(wanted) ? wanted : (form.languages[0] ?? wanted);
  useHotkeys([
    ["mod+Z", undo],
    ["mod+shift+Z", redo],
    ["mod+Y", redo],
  ]);
  // Also while a field has the focus.
  useHotkeys([["mod+S", () => void flush()]], []);
  return useMemo(
    () => ({
      survey,
      draft,
      problems: survey.problems,
      mayWrite,
      chosen,
      choose,
      language,
      setLanguage,
      setForm: (next: Form, topic = "") => change({ form: next }, topic),
      setQuestion: (id, part, field = "") => change({ form: replaced(form, id, part) }, field && `${id}:${field}`),
      setPage: (id, part, field = "") => change({ form: replacedPage(form, id, part) }, field && `${id}:${field}`),
      add: (page, kind, after) => {
        const made = fresh(form, kind);
        change({ form: withQuestion(form, page, made, after) });
        choose({ what: "question", id: made.id });
      },
    }),
    [survey, draft, mayWrite, chosen, language, form, change],
  );
}

function firstPlace(form: Form): Chosen {
  const question = questionsOf(form)[0];
  return question ? { what: "question", id: question.id } : { what: "page", id: form.pages[0]?.id ?? "" };
}
