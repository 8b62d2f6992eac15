import { MessageSquareQuote } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "feedback",
  group: "insight",
  icon: MessageSquareQuote,
  to: "/feedback",
  right: "survey.read",
  order: 4,
  letter: "o",
  pages: [{ path: "/feedback", load: () => import("@/pages/feedback/FeedbackPage") }],
};
