/** Words in the respondent's language, and pipes filled with what is known of her. */
import { isAnswered, isMap, own, strip } from "./expressions";
import type { Value, Words } from "./types";

const PIPE = /\{\{ *(answer|variable|given|item)\.([A-Za-z0-9_]+)(?:\.([A-Za-z0-9_]+))? *(?:\|([^{}|]*))?\}\}/g;
const LONGEST_PIPED = 1000;

const tongue = (language: string): string => language.split("-")[0] as string;

/** In the language asked for, or one of the same tongue, or the first the form has, or any. */
export function words(text: Words | undefined, language: string, languages: string[]): string {
  if (!text) return "";
  const near = languages.filter((name) => tongue(name) === tongue(language));
  for (const one of [language, ...near, ...languages, ...Object.keys(text).sort()]) {
    const found = own(text, one);
    if (found) return found;
  }
  return "";
}

/** The language of the form that suits the one wanted. */
export function languageOf(wanted: string, languages: string[]): string {
  if (languages.includes(wanted)) return wanted;
  return languages.find((name) => tongue(name) === tongue(wanted)) ?? (languages[0] as string);
}

/** Pipes replaced, once: what a respondent wrote is never read as a pipe again. */
export function fill(text: string, lookUp: (source: string, name: string, part: string) => string): string {
  if (!text.includes("{{")) return text;
  return text.replace(PIPE, (_, source: string, name: string, part?: string, spare?: string) => {
    return lookUp(source, name, part ?? "") || (spare ?? "").replace(/^ +| +$/g, "");
  });
}

/** A value as words: labels for codes, lists joined, numbers as short as they can be. */
export function plain(value: Value | undefined, language: string, labels: Map<string, string>): string {
  if (value === undefined || value === null || !isAnswered(value)) return "";
  if (typeof value === "boolean") return labels.get(String(value)) ?? String(value);
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) {
    const joint = tongue(language) === "zh" ? "、" : ", ";
    return cut(value.map((one) => plain(one, language, labels)).filter(Boolean).join(joint));
  }
  if (isMap(value)) {
    return plain(Object.keys(value).sort().map((key) => value[key] as Value), language, labels);
  }
  return cut(labels.get(value) ?? value);
}

function cut(text: string): string {
  const signs = [...text];
  return signs.length <= LONGEST_PIPED ? text : signs.slice(0, LONGEST_PIPED).join("");
}

/** The shortest digits that mean the number, without an exponent. */
export function numberText(value: number): string {
  const [mantissa, exponent] = Math.abs(value).toExponential().split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const point = Number(exponent) + 1;
  const sign = value < 0 ? "-" : "";
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${"0".repeat(-point)}${digits}`;
}

export { strip };
