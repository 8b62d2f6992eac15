// What the bot's versions and their suite say.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type Version = Shapes["BotVersionRow"];
export type VersionView = Shapes["BotVersionView"];
export type Task = Shapes["BotTask"];
export type Report = NonNullable<VersionView["report"]>;
export type SuiteCase = Shapes["SuiteCase"];
export type DialogResult = Shapes["DialogResult"];
export type SuiteFigures = Shapes["SuiteFigures"];
export type Estimate = Shapes["Estimate"];
export type Reason = Shapes["Reason"];
export type Publication = Shapes["BotPublication"];
export type ReplayChange = Shapes["ReplayChange"];
export type Suite = Shapes["BotSuite"];
export type SuiteSettings = Suite["settings"];
export type Question = Shapes["SuiteQuestion"];
export type Dialog = Shapes["SuiteDialog"];
export type Turn = Shapes["DialogTurn"];
export type SuiteImport = Shapes["SuiteImport"];

export type Language = "zh-CN" | "zh-TW" | "en";
export const LANGUAGES: Language[] = ["zh-CN", "zh-TW", "en"];
export const ROUTES = ["answer", "buttons", "unknown", "handover", "flow", "flow_step", "menu", "link", "offline"];

/** Work that has not ended. */
export const isBusy = (task: Task) => task.state === "queued" || task.state === "running";
export const busyTask = (version: Version) => version.tasks.find(isBusy);
