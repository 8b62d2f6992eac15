// Texts of a study in the reader's language, and amounts in its currency.
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Attribute, Level, Plan, Words } from "@/pages/studies/shapes";

/** In this language, in one of the same family, in any, else nothing. */
export function said(words: Words | undefined, language: string): string {
  if (words?.[language]) return words[language];
  const family = language.split("-")[0];
  const near = Object.entries(words ?? {}).find(([tag, text]) => tag.split("-")[0] === family && text);
  return near?.[1] ?? Object.values(words ?? {}).find(Boolean) ?? "";
}

/** An empty text is none. */
export function withWords(words: Words | undefined, language: string, text: string): Words {
  const { [language]: _, ...others } = words ?? {};
  return text ? { ...others, [language]: text } : others;
}

export function money(language: string, currency: string): (value: number) => string {
  const digits = { minimumFractionDigits: 0, maximumFractionDigits: 2 };
  try {
    const format = new Intl.NumberFormat(language, { ...digits, style: "currency", currency, currencyDisplay: "narrowSymbol" });
    return (value) => format.format(value);
  } catch {
    // No currency that is known: the number, and what was written beside it.
    const format = new Intl.NumberFormat(language, digits);
    return (value) => `${currency} ${format.format(value)}`.trim();
  }
}

export const isLinear = (one: Attribute) => one.is_linear ?? one.is_price;
/** Its levels are numbers, so that values between them mean something. */
export const isNumeric = (one: Attribute) => one.is_price || Boolean(one.is_linear);

/** Names of what a plan holds, as people read them; what has no name yet is told by its number. */
export function useNames(plan: Plan) {
  const { t, i18n } = useTranslation("studies");
  const { amount } = useFormats();
  const language = i18n.language;
  const price = money(language, plan.currency);
  const nameOf = (one: Attribute) => said(one.label, language) || t("unnamed.attribute", { n: plan.attributes.indexOf(one) + 1 });
  const levelOf = (one: Attribute, level: Level) => {
    const words = said(level.label, language);
    if (words || level.value === null) return words || t("unnamed.level", { n: one.levels.indexOf(level) + 1 });
    return one.is_price ? price(level.value) : amount(level.value);
  };
  // What the plan has no more is told by the words it had, else as gone: never by its code.
  const gone = (label: Words | undefined) => said(label, language) || t("gone");
  const attribute = (code: string, label?: Words) => {
    const found = plan.attributes.find((one) => one.code === code);
    return found ? nameOf(found) : code === "none" ? said(plan.none, language) || t("none") : gone(label);
  };
  const level = (code: string, value: string, label?: Words) => {
    const found = plan.attributes.find((one) => one.code === code);
    const wanted = found?.levels.find((one) => one.code === value);
    return found && wanted ? levelOf(found, wanted) : gone(label);
  };
  const item = (code: string, label?: Words) => {
    const list = plan.features.length > 0 ? plan.features : plan.items;
    const found = list.find((one) => one.code === code);
    return found ? said(found.label, language) || t("unnamed.item", { n: list.indexOf(found) + 1 }) : gone(label);
  };
  return { language, price, attribute, level, item, nameOf, levelOf, said: (words: Words | undefined) => said(words, language) };
}
export type Names = ReturnType<typeof useNames>;

/** "95 % between 12 and 19": nothing where there is no interval. */
export function useBetween(shown: (value: number) => string): (low: number | null | undefined, high: number | null | undefined) => string {
  const { t } = useTranslation("studies");
  return (low, high) => (typeof low === "number" && typeof high === "number" ? t("between", { low: shown(low), high: shown(high) }) : "");
}

/** With its sign, two decimals: a utility has no unit. */
export function useSigned(): (value: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
  return (value) => format.format(value);
}

/** A change of a share with its sign, as a bare number of points. */
export function useSignedShare(): (value: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  return (value) => format.format(value * 100);
}

export function usePoints(): (value: number) => string {
  const { t } = useTranslation("studies");
  const signed = useSignedShare();
  return (value) => t("points", { n: signed(value) });
}

/** "12 to 19": beside bars, where it is said once what the figures are. */
export function useRange(shown: (value: number) => string): (low: number | null | undefined, high: number | null | undefined) => string {
  const { t } = useTranslation("studies");
  return (low, high) => (typeof low === "number" && typeof high === "number" ? t("range", { low: shown(low), high: shown(high) }) : "");
}
