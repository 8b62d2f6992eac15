import { House } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "home",
  group: "home",
  icon: House,
  to: "/",
  letter: "h",
  pages: [{ path: "/", load: () => import("@/pages/home/Home") }],
};
