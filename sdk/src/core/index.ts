export { Client, type Happenings, type Settings } from "./client";
export type { Message } from "./thread";
export type { Choices, Traits } from "./identity";
