import { Route } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "journeys",
  group: "conversion",
  icon: Route,
  to: "/journeys",
  right: "journeys.read",
  order: 1,
  letter: "j",
  pages: [
    { path: "/journeys", load: () => import("@/pages/journeys/Journeys") },
    { path: "/journeys/$journey", load: () => import("@/pages/journeys/JourneyPage"), fills: true },
  ],
};
