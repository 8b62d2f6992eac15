import { expect, it } from "vitest";

import { duration } from "@/pages/cases/duration";

it("names a length in its largest unit", () => {
  expect(duration("en", 0.4)).toBe("0.4 seconds");
  expect(duration("en", 59)).toBe("59 seconds");
  expect(duration("en", 5400)).toBe("1.5 hours");
  expect(duration("en", 172_800)).toBe("2 days");
  expect(duration("zh-CN", 3600)).toBe("1小时");
});
