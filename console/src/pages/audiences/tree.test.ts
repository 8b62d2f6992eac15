import { describe, expect, it } from "vitest";

import type { Rule } from "@/pages/audiences/shapes";
import { added, changed, newEvent, newGroup, newTrait, removed, ruleOf, treeOf } from "@/pages/audiences/tree";

const twice: Rule = { event: "Order Completed", measure: "count", is: "ge", value: 2, within_days: 60, where: [{ property: "products.category", is: "eq", value: "BABY" }] };
const shanghai: Rule = { trait: "city", is: "in", value: ["上海", "杭州"] };

describe("a rule and its tree", () => {
  it.each<Rule>([
    { all: [twice, shanghai] },
    { any: [{ all: [shanghai, { trait: "phone", is: "exists" }] }, twice] },
    { all: [twice, { not: { any: [shanghai] } }] },
  ])("are the same thing both ways", (rule) => expect(ruleOf(treeOf(rule))).toEqual(rule));

  it("puts a lone condition into a group", () => expect(ruleOf(treeOf(shanghai))).toEqual({ all: [shanghai] }));

  it("keeps the meaning of a negated group that asks for all", () => {
    const rule: Rule = { not: { all: [shanghai, twice] } };
    expect(ruleOf(treeOf(rule))).toEqual({ not: { any: [{ all: [shanghai, twice] }] } });
  });

  it("is no rule while something is unfinished", () => {
    expect(ruleOf(treeOf(null))).toBeNull();
    expect(ruleOf(newGroup([newTrait()]))).toBeNull();
    expect(ruleOf(newGroup([{ ...newEvent(), event: "A", where: [{ property: "", is: "eq" }] }]))).toBeNull();
  });
});

describe("editing", () => {
  it("adds to the group that was asked and changes nothing else", () => {
    const inner = newGroup([], "any");
    const root = newGroup([newTrait(), inner]);
    const next = added(root, inner.id, newTrait());
    expect(next.items[1]).toMatchObject({ id: inner.id, items: [{ kind: "trait" }] });
    expect(next.items[0]).toEqual(root.items[0]);
    expect(root.items[1]).toMatchObject({ items: [] });
  });

  it("removes deep inside", () => {
    const leaf = newTrait();
    expect(removed(newGroup([newGroup([leaf])]), leaf.id).items[0]).toMatchObject({ items: [] });
  });

  it("changes one node by its id", () => {
    const leaf = newTrait();
    const next = changed(newGroup([leaf]), leaf.id, (node) => ({ ...node, trait: "city" }) as typeof leaf);
    expect(next.items[0]).toMatchObject({ trait: "city" });
  });
});
