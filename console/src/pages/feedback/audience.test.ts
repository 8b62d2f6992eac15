import { describe, expect, it } from "vitest";

import { ruleOf } from "@/pages/feedback/audience";

describe("an audience of a filter", () => {
  it("is whoever was read to say so", () =>
    expect(ruleOf({ score: "low", waited_over: "300", aspect: "delivery" }).rule).toEqual({
      event: "feedback.read",
      measure: "count",
      is: "ge",
      value: 1,
      within_days: null,
      where: [
        { property: "score_group", is: "eq", value: "low" },
        { property: "aspects.aspect", is: "eq", value: "delivery" },
        { property: "waited_seconds", is: "gt", value: 300 },
      ],
    }));
  it("says what a rule cannot", () => expect(ruleOf({ search: "红色", until: "2026-12-01" }).left).toEqual(["search", "until"]));
  it("counts days from the first one", () => {
    const { rule } = ruleOf({ since: "2026-11-24" }, new Date("2026-12-01T09:00:00Z"));
    expect("within_days" in rule && rule.within_days).toBe(8);
  });
  it("takes a trait beside what was said", () => expect(ruleOf({ trait: "city", trait_value: "上海" }).rule).toHaveProperty("all"));
});
