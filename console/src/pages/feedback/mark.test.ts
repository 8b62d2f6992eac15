import { describe, expect, it } from "vitest";

import { clausePlaces, parts, places } from "@/pages/feedback/mark";

const marked = (text: string, found: [number, number][]) =>
  parts(text, found).filter((one) => one.marked).map((one) => one.text);

describe("marked parts", () => {
  it("find a clause whatever its case and width", () => {
    const text = "Nice coat. The  DELIVERY was late！";
    expect(marked(text, clausePlaces(text, [{ clause: "the delivery was late", word: "delivery" }]))).toEqual([
      "The  DELIVERY was late",
    ]);
  });
  it("find a clause of traditional characters by its sign", () => {
    const text = "東西不錯，但是物流太慢了。";
    expect(marked(text, clausePlaces(text, [{ clause: "东西不错物流太慢了", word: "物流" }]))).toEqual(["但是物流太慢了"]);
  });
  it("join where they touch and keep the whole text", () => {
    const text = "快递慢，快递员也慢";
    const all = parts(text, places(text, ["快递", "快递员"]));
    expect(all.map((one) => one.text).join("")).toBe(text);
    expect(all.filter((one) => one.marked).map((one) => one.text)).toEqual(["快递", "快递员"]);
  });
  it("mark nothing for nothing", () => expect(places("text", ["", " "])).toEqual([]));
});
