import { describe, expect, it } from "vitest";

import { added, linesOf } from "@/pages/knowledge/phrasings";

describe("pasted phrasings", () => {
  it("lose their numbers and marks", () => {
    expect(linesOf("1. 怎么退货\r\n2、如何退货\n- 退货\n\n（3）能退吗\n7天能退吗")).toEqual(["怎么退货", "如何退货", "退货", "能退吗", "7天能退吗"]);
  });

  it("are kept once per language, however they were typed", () => {
    const known = [{ language: "en" as const, text: "Return policy" }];
    const { phrasings, repeated } = added(known, "en", "RETURN  POLICY\nRefund?\nrefund?");
    expect(phrasings.map((one) => one.text)).toEqual(["Return policy", "Refund?"]);
    expect(repeated).toBe(2);
    expect(added(known, "zh-CN", "Return policy").repeated).toBe(0);
  });
});
