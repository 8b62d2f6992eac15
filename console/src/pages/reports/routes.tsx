import { ChartColumn } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "reports",
  group: "conversion",
  icon: ChartColumn,
  to: "/reports",
  right: "reports.read",
  order: 2,
  letter: "d",
  pages: [
    { path: "/reports", load: () => import("@/pages/reports/Reports") },
    { path: "/reports/journeys/$journey", load: () => import("@/pages/reports/LiftPage") },
  ],
};
