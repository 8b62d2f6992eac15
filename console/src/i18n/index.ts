// Texts by area (one file each), loaded for the chosen language only; dates and numbers follow it through Intl.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT_AS = "feilun.language";
const files = import.meta.glob<Record<string, unknown>>("../locales/*/*.json", { import: "default" });

export const i18n = i18next.createInstance();

export function language(): Language {
  return i18n.language as Language;
}

/** The language kept from last time, else the first of the browser's languages that we speak. */
export function firstLanguage(kept: string | null, wanted: readonly string[]): Language {
  if (kept && kept in LANGUAGES) return kept as Language;
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    if (/^zh-(tw|hk|mo|hant)/.test(lower)) return "zh-TW";
    if (lower.startsWith("zh")) return "zh-CN";
    if (lower.startsWith("en")) return "en";
  }
  return "en";
}

async function load(chosen: Language): Promise<void> {
  const wanted = Object.entries(files).filter(([path]) => path.split("/").at(-2) === chosen);
  await Promise.all(
    wanted.map(async ([path, read]) => {
      const area = path.split("/").at(-1)?.replace(".json", "") ?? "";
      i18n.addResourceBundle(chosen, area, await read());
    }),
  );
}

export async function choose(chosen: Language): Promise<void> {
  if (!i18n.hasResourceBundle(chosen, "common")) await load(chosen);
  await i18n.changeLanguage(chosen);
  document.documentElement.lang = chosen;
  localStorage.setItem(KEPT_AS, chosen);
}

export async function startLanguage(): Promise<void> {
  const chosen = firstLanguage(localStorage.getItem(KEPT_AS), navigator.languages);
  await i18n.use(initReactI18next).init({
    lng: chosen,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await choose(chosen);
}
