import {
  Braces,
  CircleStop,
  GitBranch,
  Headset,
  type LucideIcon,
  MessageCircle,
  MessageCircleQuestion,
  Newspaper,
  Webhook,
} from "lucide-react";

import type { Check, Kind, SlotKind } from "@/pages/flows/shapes";

export const KINDS: Kind[] = ["ask", "say", "branch", "webhook", "answer", "set", "handover", "end"];

export const ICONS: Record<Kind, LucideIcon> = {
  ask: MessageCircleQuestion,
  say: MessageCircle,
  branch: GitBranch,
  webhook: Webhook,
  answer: Newspaper,
  set: Braces,
  handover: Headset,
  end: CircleStop,
};

export const COLORS: Record<Kind, string> = {
  ask: "indigo",
  say: "teal",
  branch: "grape",
  webhook: "orange",
  answer: "cyan",
  set: "gray",
  handover: "red",
  end: "gray",
};

export const SLOT_KINDS: SlotKind[] = [
  "text",
  "number",
  "date",
  "time",
  "datetime",
  "phone",
  "email",
  "money",
  "choice",
  "order",
  "yes_no",
];
export const CHECKS: Check[] = ["is", "is_not", "less", "more", "contains", "exists", "missing"];
/** Kinds that a least and a most make sense for. */
export const RANGED: SlotKind[] = ["text", "number", "money", "date", "time", "datetime"];
