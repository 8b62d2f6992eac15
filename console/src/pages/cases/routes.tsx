import { LifeBuoy } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "cases",
  group: "interaction",
  icon: LifeBuoy,
  to: "/cases",
  right: "case.read",
  order: 8,
  letter: "e",
  pages: [
    { path: "/cases", load: () => import("@/pages/cases/CasesPage") },
    { path: "/cases/$case", load: () => import("@/pages/cases/CasePage") },
  ],
};
