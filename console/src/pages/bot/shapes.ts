// The bot as the API speaks of it. The server always writes every field of the settings, so nothing is optional here.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];
type Filled<T> = { [Name in keyof T]-?: Exclude<T[Name], undefined> };

export type Language = "zh-CN" | "zh-TW" | "en";
export type Words = Record<string, string>;
export type Welcome = Filled<Shapes["Welcome"]>;
export type MenuItem = Omit<Filled<Shapes["MenuItem"]>, "children"> & { children: MenuItem[] };
export type MenuKind = MenuItem["kind"];
export type OpenHours = Shapes["OpenHours"];
export type Settings = Omit<Filled<Shapes["BotSettings"]>, "menu" | "welcomes" | "writer" | "high_value"> & {
  menu: MenuItem[];
  welcomes: Welcome[];
  writer: Filled<Shapes["WriterUse"]>;
  high_value: Filled<Shapes["HighValue"]>;
};
export type SettingsPage = Omit<Shapes["BotSettingsPage"], "draft" | "live"> & { draft: Settings; live: Settings | null };
export type SettingsProblem = Shapes["SettingsProblem"];

export const LANGUAGES: Language[] = ["zh-CN", "zh-TW", "en"];

/** The words in a language, or in the nearest one there is. */
export function said(words: Words | undefined, language: string): string {
  const order = language === "en" ? ["en", "zh-CN", "zh-TW"] : [language, "zh-CN", "zh-TW", "en"];
  return order.map((one) => words?.[one] ?? "").find((text) => text !== "") ?? "";
}

export type BotDecision = Shapes["BotDecision"];
export type AuditQueue = Shapes["AuditQueue"];
export type BotFigures = Shapes["BotFigures"];
export type BotShare = Shapes["BotShare"];
export type BotTrialResult = Shapes["BotTrialResult"];

/** What the widget gets as a greeting. */
export interface Tap {
  kind: string;
  id?: string;
}
export interface ShownItem {
  id: string;
  kind: MenuKind;
  label: string;
  url?: string;
  tap?: Tap;
  children?: ShownItem[];
}
export interface Greeting {
  name: string;
  text: string;
  menu: ShownItem[];
  suggestions: { label: string; why: string; tap: Tap }[];
}
