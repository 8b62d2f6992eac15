import { Inbox } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "desk",
  group: "interaction",
  icon: Inbox,
  to: "/desk",
  right: "desk.read",
  order: 1,
  letter: "i",
  pages: [{ path: "/desk", load: () => import("@/pages/desk/Desk") }],
};
