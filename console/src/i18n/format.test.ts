import { describe, expect, it } from "vitest";

import { firstLanguage } from "@/i18n";
import { ago } from "@/i18n/format";

describe("the first language", () => {
  it("is the one chosen before", () => expect(firstLanguage("zh-TW", ["en-US"])).toBe("zh-TW"));
  it("is traditional for Hong Kong and Taiwan", () => expect(firstLanguage(null, ["zh-HK"])).toBe("zh-TW"));
  it("is simplified for any other Chinese", () => expect(firstLanguage(null, ["zh"])).toBe("zh-CN"));
  it("is English when nothing fits", () => expect(firstLanguage(null, ["fr-FR"])).toBe("en"));
});

describe("time ago", () => {
  const now = new Date("2026-11-30T12:00:00Z");
  it("counts in the largest unit that fits", () => {
    expect(ago("zh-CN", new Date("2026-11-30T10:00:00Z"), now)).toBe("2小时前");
    expect(ago("en", new Date("2026-11-27T12:00:00Z"), now)).toBe("3 days ago");
  });
});
