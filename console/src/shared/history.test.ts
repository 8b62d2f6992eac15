import { describe, expect, it } from "vitest";

import { filled } from "@/pages/journeys/fill";
import { begun, changedTo, redone, undone } from "@/shared/history";

describe("history", () => {
  it("goes back and forth", () => {
    const two = changedTo(changedTo(begun("a"), "b", "", 0), "c", "", 0);
    expect(undone(two).now).toBe("b");
    expect(redone(undone(two)).now).toBe("c");
    expect(undone(undone(undone(two))).now).toBe("a");
  });

  it("takes typing in one field as one change", () => {
    const typed = ["x", "xy", "xyz"].reduce((now, text, at) => changedTo(now, text, "s1:subject", 1000 + at * 100), begun(""));
    expect(undone(typed).now).toBe("");
  });

  it("forgets the future when something new is done", () => {
    const back = undone(changedTo(begun("a"), "b", "", 0));
    expect(redone(changedTo(back, "c", "", 0)).now).toBe("c");
  });
});

describe("a look at a message", () => {
  const values = { customer: { name: "林 <3", city: "" } };
  it("fills in what is known and names what is not", () => {
    expect(filled("{{ customer.name }}，{{customer.phone}}", values)).toEqual({ text: "林 <3，[customer.phone]", missing: ["customer.phone"], hasLogic: false });
  });
  it("escapes in HTML", () => expect(filled("<b>{{ customer.name }}</b>", values, true).text).toBe("<b>林 &#60;3</b>"));
  it("knows a default", () => expect(filled('{{ customer.city | default: "你的城市" }}', values).text).toBe("你的城市"));
  it("says when there is logic", () => expect(filled("{% if a %}{% endif %}", values).hasLogic).toBe(true));
});
