// Which known facts stand behind each condition of a rule, for one customer. Pure.
import type { Customer } from "@/api/shapes";
import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import type { EventRule, Rule, TraitRule } from "@/pages/audiences/shapes";

export interface Reason {
  key: string;
  condition: string;
  fact: string;
}

export function leavesOf(rule: Rule): (TraitRule | EventRule)[] {
  if ("all" in rule) return rule.all.flatMap(leavesOf);
  if ("any" in rule) return rule.any.flatMap(leavesOf);
  return "not" in rule ? leavesOf(rule.not) : [rule];
}

export function reasonsOf(rule: Rule, customer: Customer, say: Say, moment: (at: string) => string): Reason[] {
  return leavesOf(rule).map((leaf, place) => ({
    key: `${place}`,
    condition: sentenceOf(leaf, say),
    fact: "trait" in leaf ? traitFact(leaf, customer, say) : eventFact(leaf, customer, say, moment),
  }));
}

function traitFact({ trait }: TraitRule, customer: Customer, say: Say): string {
  const found = customer.traits.find((one) => one.name === trait);
  return found ? say("why.trait", { name: trait, value: String(found.value) }) : say("why.noTrait", { name: trait });
}

function eventFact({ event }: EventRule, customer: Customer, say: Say, moment: (at: string) => string): string {
  const found = customer.counters.find((one) => one.name === event);
  if (!found) return say("why.noEvent", { name: event });
  return say("why.event", { name: event, count: found.count, at: found.last_at ? moment(found.last_at) : "–" });
}
