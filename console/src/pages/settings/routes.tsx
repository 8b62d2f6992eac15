import { Settings } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "settings",
  group: "settings",
  icon: Settings,
  to: "/settings",
  right: ["settings.read", "events.read", "audit.read", "desk.write"],
  letter: "x",
  pages: [{ path: "/settings/{-$section}", load: () => import("@/pages/settings/SettingsPage") }],
};
