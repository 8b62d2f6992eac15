import { Workflow } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "flows",
  group: "interaction",
  icon: Workflow,
  to: "/flows",
  right: "bot.read",
  order: 4,
  letter: "f",
  pages: [
    { path: "/flows", load: () => import("@/pages/flows/Flows") },
    { path: "/flows/$flow", load: () => import("@/pages/flows/FlowPage"), fills: true },
  ],
};
