import { FlaskConical } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "studies",
  group: "insight",
  icon: FlaskConical,
  to: "/studies",
  right: "survey.read",
  order: 5,
  letter: "y",
  pages: [
    { path: "/studies", load: () => import("@/pages/studies/Studies") },
    { path: "/studies/$study", load: () => import("@/pages/studies/StudyPage") },
  ],
};
