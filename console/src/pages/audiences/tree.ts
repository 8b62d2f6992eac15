// The rule while it is edited: a tree whose nodes have ids, and may be unfinished. Pure.
import type { CountTest, Rule, RuleValue, TraitTest, Where } from "@/pages/audiences/shapes";

export type Mode = "all" | "any" | "none";
export interface GroupNode {
  id: string;
  kind: "group";
  mode: Mode;
  items: Node[];
}
export interface TraitNode {
  id: string;
  kind: "trait";
  trait: string;
  is: TraitTest;
  value: RuleValue;
}
export interface EventNode {
  id: string;
  kind: "event";
  event: string;
  measure: "count" | "sum";
  is: CountTest;
  value: number;
  within_days: number | null;
  where: Where[];
}
export type Node = GroupNode | TraitNode | EventNode;

let last = 0;
const newId = () => `n${++last}`;

export const newGroup = (items: Node[] = [], mode: Mode = "all"): GroupNode => ({ id: newId(), kind: "group", mode, items });
export const newTrait = (): TraitNode => ({ id: newId(), kind: "trait", trait: "", is: "eq", value: "" });
export const newEvent = (): EventNode => ({
  id: newId(),
  kind: "event",
  event: "",
  measure: "count",
  is: "ge",
  value: 1,
  within_days: 30,
  where: [],
});

export function needsValue(test: TraitTest): boolean {
  return test !== "exists" && test !== "missing";
}

/** The tree of a rule; its root is always a group. */
export function treeOf(rule: Rule | null): GroupNode {
  const node = rule ? nodeOf(rule) : newGroup();
  return node.kind === "group" ? node : newGroup([node]);
}

function nodeOf(rule: Rule): Node {
  if ("all" in rule) return newGroup(rule.all.map(nodeOf), "all");
  if ("any" in rule) return newGroup(rule.any.map(nodeOf), "any");
  if ("not" in rule) return newGroup("any" in rule.not ? rule.not.any.map(nodeOf) : [nodeOf(rule.not)], "none");
  if ("trait" in rule) return { id: newId(), kind: "trait", trait: rule.trait, is: rule.is, value: rule.value ?? "" };
  const { event, measure, is, value, within_days, where = [] } = rule;
  return { id: newId(), kind: "event", event, measure, is, value, within_days, where };
}

/** The rule of a tree, or null while something in it is unfinished. */
export function ruleOf(node: Node): Rule | null {
  if (!isFinished(node)) return null;
  return written(node);
}

function written(node: Node): Rule {
  if (node.kind === "trait") {
    const { trait, is, value } = node;
    return needsValue(is) ? { trait, is, value } : { trait, is };
  }
  if (node.kind === "event") {
    const { event, measure, is, value, within_days, where } = node;
    return { event, measure, is, value, within_days, where };
  }
  const items = node.items.map(written);
  if (node.mode === "all") return { all: items };
  return node.mode === "any" ? { any: items } : { not: { any: items } };
}

export function isFinished(node: Node): boolean {
  if (node.kind === "group") return node.items.length > 0 && node.items.every(isFinished);
  if (node.kind === "trait") return node.trait !== "" && hasValue(node.is, node.value);
  return node.event !== "" && Number.isFinite(node.value) && node.where.every(({ property, is, value }) => property !== "" && hasValue(is, value ?? ""));
}

function hasValue(test: TraitTest, value: RuleValue): boolean {
  if (!needsValue(test)) return true;
  return Array.isArray(value) ? value.length > 0 : value !== "" && value !== null;
}

export function changed(root: GroupNode, id: string, change: (node: Node) => Node): GroupNode {
  const visit = (node: Node): Node => {
    if (node.id === id) return change(node);
    return node.kind === "group" ? { ...node, items: node.items.map(visit) } : node;
  };
  return visit(root) as GroupNode;
}

export function added(root: GroupNode, group: string, item: Node): GroupNode {
  return changed(root, group, (node) => (node.kind === "group" ? { ...node, items: [...node.items, item] } : node));
}

/** Without the node; the root stays, even empty. */
export function removed(root: GroupNode, id: string): GroupNode {
  const visit = (node: GroupNode): GroupNode => ({
    ...node,
    items: node.items.filter((item) => item.id !== id).map((item) => (item.kind === "group" ? visit(item) : item)),
  });
  return visit(root);
}
