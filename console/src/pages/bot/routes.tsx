import { Bot } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "bot",
  group: "interaction",
  icon: Bot,
  to: "/bot",
  right: "bot.read",
  order: 2,
  letter: "b",
  pages: [{ path: "/bot/{-$section}", load: () => import("@/pages/bot/BotPage") }],
};
