import { UserRound } from "lucide-react";

import type { Area } from "@/app/areas";

// Reached from the menu of the signed-in person, so it has no place in the navigation.
export const area: Area = {
  name: "account",
  group: "settings",
  icon: UserRound,
  pages: [{ path: "/account", load: () => import("@/pages/account/Account") }],
};
