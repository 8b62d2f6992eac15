import { Layers } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "versions",
  group: "interaction",
  icon: Layers,
  to: "/versions",
  right: "bot.read",
  order: 5,
  letter: "v",
  pages: [
    { path: "/versions", load: () => import("@/pages/versions/VersionsPage") },
    { path: "/versions/$number", load: () => import("@/pages/versions/VersionPage") },
  ],
};
