import { expect, test } from "vitest";

import { changedItem, movedItem, withoutItem } from "@/pages/bot/setup/menu";
import type { MenuItem } from "@/pages/bot/shapes";

const item = (id: string, children: MenuItem[] = []): MenuItem => ({
  id,
  label: { en: id },
  kind: children.length ? "children" : "person",
  target: "",
  children,
});
const MENU = [item("a"), item("b", [item("c"), item("d")])];
const ids = (menu: MenuItem[]): unknown[] => menu.map((one) => (one.children.length ? [one.id, ids(one.children)] : one.id));

test("an item below another one is changed in its place", () => {
  const changed = changedItem(MENU, "d", (one) => ({ ...one, target: "x" }));
  expect(changed[1]?.children[1]?.target).toBe("x");
  expect(MENU[1]?.children[1]?.target).toBe("");
});

test("an item goes with all below it", () => {
  expect(ids(withoutItem(MENU, "b"))).toEqual(["a"]);
  expect(ids(withoutItem(MENU, "c"))).toEqual(["a", ["b", ["d"]]]);
});

test("an item moves among its neighbours and stays at the end", () => {
  expect(ids(movedItem(MENU, "d", -1))).toEqual(["a", ["b", ["d", "c"]]]);
  expect(ids(movedItem(MENU, "a", 1))).toEqual([["b", ["c", "d"]], "a"]);
  expect(ids(movedItem(MENU, "a", -1))).toEqual(["a", ["b", ["c", "d"]]]);
});
