/** The words of the renderer itself. A language without words of ours gets English ones. */
import en from "./locales/en.json";
import zhCN from "./locales/zh-CN.json";
import zhTW from "./locales/zh-TW.json";

export type Word = keyof typeof en;
export type Say = (word: Word, values?: { [name: string]: string | number }) => string;

export function sayIn(language: string): Say {
  const words: { [word in Word]: string } = /^zh\b/i.test(language) ? (/tw|hk|mo|hant/i.test(language) ? zhTW : zhCN) : en;
  return (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export const isRightToLeft = (language: string): boolean => /^(ar|fa|he|ur|ps|dv|yi|ku-arab)\b/i.test(language);
