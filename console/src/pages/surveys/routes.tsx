import { ListChecks } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "surveys",
  group: "insight",
  icon: ListChecks,
  to: "/surveys",
  right: "survey.read",
  order: 3,
  letter: "q",
  pages: [
    { path: "/surveys", load: () => import("@/pages/surveys/Surveys") },
    { path: "/surveys/$survey", load: () => import("@/pages/surveys/SurveyPage"), fills: true },
  ],
};
