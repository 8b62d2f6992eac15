import { describe, expect, it } from "vitest";

import { LANGUAGES } from "@/i18n";

type Texts = { [key: string]: string | Texts };

const files = import.meta.glob<Texts>("../locales/*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });

function keys(texts: Texts, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${before}${key}`] : keys(value, `${before}${key}.`),
  );
}

function blanks(texts: Texts): string[] {
  return Object.values(texts).flatMap((value) =>
    typeof value === "string" ? [(value.match(/{{\w+}}/g) ?? []).sort().join(" ")] : blanks(value),
  );
}

// English has a form for one and a form for many; Chinese has one form for both.
function forms(list: string[]): string[] {
  return [...new Set(list.map((key) => key.replace(/_(one|other)$/, "")))].sort();
}

function of(tag: string): Record<string, Texts> {
  const mine = Object.entries(files).filter(([path]) => path.includes(`/${tag}/`));
  return Object.fromEntries(mine.map(([path, texts]) => [path.split("/").at(-1) ?? "", texts]));
}

describe("translations", () => {
  const english = of("en");

  it.each(Object.keys(LANGUAGES))("%s has every area and every key", (tag) => {
    const here = of(tag);
    expect(Object.keys(here).sort()).toEqual(Object.keys(english).sort());
    for (const [area, texts] of Object.entries(english)) {
      expect([area, forms(keys(here[area] ?? {}))]).toEqual([area, forms(keys(texts))]);
    }
  });

  it("zh-TW fills in the same blanks as zh-CN", () => {
    const taiwan = of("zh-TW");
    for (const [area, texts] of Object.entries(of("zh-CN"))) {
      expect([area, blanks(taiwan[area] ?? {})]).toEqual([area, blanks(texts)]);
    }
  });

  it("Chinese texts use full-width punctuation between Chinese characters", () => {
    const wrong = Object.entries(files)
      .filter(([path]) => path.includes("/zh-"))
      .flatMap(([path, texts]) => (/[\u4e00-\u9fff][,;?!][\u4e00-\u9fff]/.test(JSON.stringify(texts)) ? [path] : []));
    expect(wrong).toEqual([]);
  });

  it("every text that the code names exists", () => {
    const known = new Set(
      Object.entries(english).flatMap(([area, texts]) =>
        forms(keys(texts)).flatMap((key) => [`${area.replace(".json", "")}:${key}`]),
      ),
    );
    const missing = Object.entries(sources).flatMap(([path, source]) => {
      const areas = [...source.matchAll(/useTranslation\("(\w+)"\)/g)].map((found) => found[1] ?? "");
      const named = [...source.matchAll(/(?<![\w.])t\(\s*"([\w.]+)"/g)].map((found) => found[1] ?? "");
      const places = [...areas, "common"];
      return named.filter((key) => !places.some((area) => known.has(`${area}:${key}`))).map((key) => `${path} ${key}`);
    });
    expect(missing).toEqual([]);
  });
});
