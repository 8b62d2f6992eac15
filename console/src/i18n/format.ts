// Dates, numbers and spans of time in the chosen language.
import { useTranslation } from "react-i18next";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const JUST_NOW: Record<string, string> = { "zh-CN": "刚刚", "zh-TW": "剛剛" };

export function ago(language: string, at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  // Intl says "this second" in Chinese where people say "just now".
  if (!step && language in JUST_NOW) return JUST_NOW[language] ?? "";
  return step ? words.format(Math.round(seconds / step[1]), step[0]) : words.format(0, "second");
}

export function formats(language: string) {
  const number = new Intl.NumberFormat(language);
  const amount = new Intl.NumberFormat(language, { minimumFractionDigits: 0, maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  return {
    number: (value: number) => number.format(value),
    amount: (value: number) => amount.format(value),
    percent: (value: number) => percent.format(value),
    moment: (at: string | Date) => moment.format(new Date(at)),
    day: (at: string | Date) => day.format(new Date(at)),
    clock: (at: string | Date) => clock.format(new Date(at)),
    ago: (at: string | Date, now = new Date()) => ago(language, new Date(at), now),
  };
}

export function useFormats() {
  const { i18n } = useTranslation();
  return formats(i18n.language);
}
