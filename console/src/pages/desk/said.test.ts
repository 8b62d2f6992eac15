import { describe, expect, it } from "vitest";

import { safe, saidIn } from "@/pages/desk/said";

describe("what a message holds", () => {
  it("parts that are not what they should be are left out", () => {
    const said = saidIn("text", { text: "x", links: [{ label: "a", url: "javascript:alert(1)" }, "b"], buttons: "no", tap: 3 });
    expect(said).toEqual({ links: [], files: [], choices: [], card: null, tapped: false });
  });

  it("links, files and choices are shown", () => {
    const said = saidIn("text", {
      links: [{ label: "Shop", url: "https://shop.example" }],
      attachments: [{ name: "a.pdf", url: "/m/file/1" }],
      quick_replies: [{ label: "Yes" }],
      buttons: [{ label: "No", tap: { kind: "none", id: "" } }],
    });
    expect(said).toMatchObject({ links: [{ label: "Shop" }], files: [{ name: "a.pdf" }], choices: ["Yes", "No"] });
  });

  it("only web addresses and own paths are links", () => {
    expect(["https://a", "/m/x", "//evil", "data:x", " javascript:x"].map(safe)).toEqual(["https://a", "/m/x", "", "", ""]);
  });
});
