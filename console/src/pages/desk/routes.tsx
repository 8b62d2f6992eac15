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
  // One route for list and thread, so that opening a conversation does not rebuild the list.
  pages: [{ path: "/desk/{-$conversation}", load: () => import("@/pages/desk/Desk"), fills: true }],
};
