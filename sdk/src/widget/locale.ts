import type { Client } from "../core";

export type Locale = "zh-CN" | "zh-TW" | "en";

export function localeOf(client: Client): Locale {
  const wanted = client.locale;
  if (!/^zh\b/i.test(wanted)) return "en";
  return /tw|hk|mo|hant/i.test(wanted) ? "zh-TW" : "zh-CN";
}
