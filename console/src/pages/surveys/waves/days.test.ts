import { describe, expect, it } from "vitest";

import { spans, wavesOf } from "@/pages/surveys/waves/days";

const named = (from: Date) => String(from.getMonth() + 1);

describe("spans to compare", () => {
  it("are whole months over the end of a year", () => {
    expect(spans("month", 2, new Date(2026, 0, 15), named)).toEqual([
      { name: "12", since: "2025-12-01", until: "2025-12-31" },
      { name: "1", since: "2026-01-01", until: "2026-01-31" },
    ]);
  });
  it("are weeks from Monday to Sunday", () => {
    expect(spans("week", 2, new Date(2026, 10, 29), named).map((one) => [one.since, one.until])).toEqual([
      ["2026-11-16", "2026-11-22"],
      ["2026-11-23", "2026-11-29"],
    ]);
  });
  it("are read from the address only when they are some", () => {
    expect(wavesOf([{ name: "a", since: "2026-01-01", until: "2026-01-31" }, { name: "b" }, 4])).toHaveLength(1);
    expect(wavesOf("x")).toEqual([]);
    const whole = { name: "a", since: "2026-01-01", until: "2026-01-31" };
    expect(wavesOf([{ ...whole, survey: "another" }, { ...whole, survey: 3 }])).toEqual([{ ...whole, survey: "another" }]);
  });
});
