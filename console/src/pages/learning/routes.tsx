import { GraduationCap } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "learning",
  group: "interaction",
  icon: GraduationCap,
  to: "/learning",
  right: "bot.read",
  order: 6,
  letter: "l",
  pages: [
    { path: "/learning", load: () => import("@/pages/learning/LearningPage") },
    { path: "/learning/gaps/$gap", load: () => import("@/pages/learning/GapPage") },
  ],
};
