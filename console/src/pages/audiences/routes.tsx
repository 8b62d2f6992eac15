import { Filter } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "audiences",
  group: "insight",
  icon: Filter,
  to: "/audiences",
  right: "audiences.read",
  order: 2,
  letter: "s",
  pages: [
    { path: "/audiences", load: () => import("@/pages/audiences/Audiences") },
    { path: "/audiences/$audience", load: () => import("@/pages/audiences/AudiencePage") },
  ],
};
