import type { Locale } from "./locale";
import en from "./locales/en.json";
import zhCN from "./locales/zh-CN.json";
import zhTW from "./locales/zh-TW.json";

export type TextKey = keyof typeof en;
export interface Texts {
  locale: Locale;
  say(key: TextKey, values?: Record<string, string | number>): string;
}

const ALL: Record<Locale, Record<TextKey, string>> = { en, "zh-CN": zhCN, "zh-TW": zhTW };

export function textsFor(locale: Locale): Texts {
  const words = ALL[locale];
  return {
    locale,
    say: (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "")),
  };
}
