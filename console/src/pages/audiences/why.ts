// What the server explains about one customer, condition by condition. Pure.
import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import type { CountTest, Explanation, Rule, RuleValue, TraitTest } from "@/pages/audiences/shapes";

export interface Reason {
  key: string;
  condition: string;
  holds: boolean;
  fact: string;
  changesAt: string | null;
}

/** The conditions in the order of the rule. What the restrictions of an event are is in the rule, not in the answer. */
export function reasonsOf(rule: Rule, explanation: Explanation, say: Say): Reason[] {
  const rules = leavesOf(rule);
  return answersOf(explanation).map((answer, place) => ({
    key: `${place}`,
    condition: sentenceOf(rules[place] ?? ruleOf(answer), say),
    holds: answer.holds,
    fact: factOf(answer, say),
    changesAt: answer.changes_at ?? null,
  }));
}

export function leavesOf(rule: Rule): Rule[] {
  if ("all" in rule) return rule.all.flatMap(leavesOf);
  if ("any" in rule) return rule.any.flatMap(leavesOf);
  return "not" in rule ? leavesOf(rule.not) : [rule];
}

function answersOf(answer: Explanation): Explanation[] {
  return ["all", "any", "not"].includes(answer.kind) ? answer.parts.flatMap(answersOf) : [answer];
}

function ruleOf({ kind, name, operator, value, within_days = null }: Explanation): Rule {
  if (kind === "trait") return { trait: name, is: operator as TraitTest, value: value as RuleValue };
  const measure = kind === "sum" ? "sum" : "count";
  return { event: name, measure, is: operator as CountTest, value: Number(value), within_days };
}

function factOf({ kind, name, figure }: Explanation, say: Say): string {
  if (kind === "trait") return figure === null || figure === undefined ? say("why.noTrait", { name }) : say("why.trait", { name, value: String(figure) });
  return say(kind === "sum" ? "why.sum" : "why.count", { n: Number(figure ?? 0) });
}
