import { Settings } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "settings",
  group: "settings",
  icon: Settings,
  to: "/settings",
  right: "settings.read",
  letter: "x",
  pages: [{ path: "/settings", load: () => import("@/pages/settings/Settings") }],
};
