import { CircleStop, ClipboardList, Clock, GitBranch, Hourglass, LogIn, type LucideIcon, Mail, MessageCircle } from "lucide-react";

import type { Kind } from "@/pages/journeys/shapes";

export const KINDS: Kind[] = ["email", "chat", "survey", "wait", "wait_until", "condition", "exit"];

export const ICONS: Record<Kind | "entry", LucideIcon> = {
  entry: LogIn,
  wait: Hourglass,
  wait_until: Clock,
  condition: GitBranch,
  email: Mail,
  chat: MessageCircle,
  survey: ClipboardList,
  exit: CircleStop,
};

export const COLORS: Record<Kind | "entry", string> = {
  entry: "orange",
  wait: "cyan",
  wait_until: "cyan",
  condition: "grape",
  email: "green",
  chat: "teal",
  survey: "indigo",
  exit: "gray",
};
