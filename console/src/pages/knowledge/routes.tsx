import { BookOpen } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "knowledge",
  group: "interaction",
  icon: BookOpen,
  to: "/knowledge",
  right: "bot.read",
  order: 3,
  letter: "k",
  pages: [
    { path: "/knowledge", load: () => import("@/pages/knowledge/Articles") },
    { path: "/knowledge/checks", load: () => import("@/pages/knowledge/Checks") },
    { path: "/knowledge/$article", load: () => import("@/pages/knowledge/ArticlePage") },
  ],
};
