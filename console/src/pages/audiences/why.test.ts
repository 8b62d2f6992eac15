import { describe, expect, it } from "vitest";

import type { Explanation, Rule } from "@/pages/audiences/shapes";
import { reasonsOf } from "@/pages/audiences/why";

const leaf = (part: Partial<Explanation>): Explanation => ({
  kind: "trait",
  holds: true,
  name: "",
  operator: "eq",
  value: null,
  figure: null,
  within_days: null,
  changes_at: null,
  parts: [],
  ...part,
});

describe("why somebody is in", () => {
  it("pairs each condition with its answer, in the order of the rule", () => {
    const rule: Rule = { all: [{ trait: "city", is: "eq", value: "上海" }, { not: { event: "Order Completed", measure: "count", is: "ge", value: 2, within_days: 60 } }] };
    const answer = leaf({
      kind: "all",
      parts: [leaf({ name: "city", figure: "上海" }), leaf({ kind: "not", parts: [leaf({ kind: "count", name: "Order Completed", holds: false, figure: 1 })] })],
    });
    const say = (key: string, values: Record<string, unknown> = {}) => `${key} ${Object.values(values).join(" ")}`;
    expect(reasonsOf(rule, answer, say).map(({ holds, fact }) => [holds, fact])).toEqual([
      [true, "why.trait city 上海"],
      [false, "why.count 1"],
    ]);
  });
});
