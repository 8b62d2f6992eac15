// The sections of the settings, each with the right to see it.
import { Braces, FileClock, HeartPulse, KeyRound, type LucideIcon, MessageSquareQuote, Plug, ShieldAlert, Store, Users } from "lucide-react";
import { type ComponentType, lazy, type LazyExoticComponent } from "react";

export interface Section {
  name: string;
  right: string;
  icon: LucideIcon;
  page: LazyExoticComponent<ComponentType>;
}

export const SECTIONS: Section[] = [
  { name: "workspace", right: "settings.read", icon: Store, page: lazy(() => import("@/pages/settings/sections/Workspace")) },
  { name: "channels", right: "settings.read", icon: Plug, page: lazy(() => import("@/pages/settings/sections/Channels")) },
  { name: "keys", right: "settings.read", icon: KeyRound, page: lazy(() => import("@/pages/settings/sections/WriteKeys")) },
  { name: "tokens", right: "settings.read", icon: Braces, page: lazy(() => import("@/pages/settings/sections/Tokens")) },
  { name: "people", right: "settings.read", icon: Users, page: lazy(() => import("@/pages/settings/sections/People")) },
  { name: "canned", right: "desk.write", icon: MessageSquareQuote, page: lazy(() => import("@/pages/settings/sections/Canned")) },
  { name: "quarantine", right: "events.read", icon: ShieldAlert, page: lazy(() => import("@/pages/settings/sections/Quarantine")) },
  { name: "health", right: "events.read", icon: HeartPulse, page: lazy(() => import("@/pages/settings/sections/Health")) },
  { name: "audit", right: "audit.read", icon: FileClock, page: lazy(() => import("@/pages/settings/sections/Audit")) },
];
