import { ClipboardList } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "wrapup",
  group: "interaction",
  icon: ClipboardList,
  to: "/wrapup",
  right: "desk.read",
  order: 7,
  letter: "w",
  pages: [{ path: "/wrapup", load: () => import("@/pages/wrapup/WrapupPage") }],
};
