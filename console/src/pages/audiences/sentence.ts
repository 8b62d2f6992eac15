// A rule as a sentence a colleague would say.
import type { EventRule, Rule, RuleValue, TraitRule, Where } from "@/pages/audiences/shapes";
import { needsValue } from "@/pages/audiences/tree";

export type Say = (key: string, values?: Record<string, unknown>) => string;

export function sentenceOf(rule: Rule, say: Say): string {
  // Full-width brackets bring their own space.
  return `${part(rule, say, true)}${say("sentence.stop")}`.replace(/([）」]) /g, "$1");
}

function part(rule: Rule, say: Say, isOuter = false): string {
  if ("all" in rule) return joined(rule.all, say("sentence.and"), say, isOuter);
  if ("any" in rule) return joined(rule.any, say("sentence.or"), say, isOuter);
  if ("not" in rule) return say("sentence.not", { what: part(rule.not, say) });
  return "trait" in rule ? traitPart(rule, say) : eventPart(rule, say);
}

function joined(rules: Rule[], word: string, say: Say, isOuter: boolean): string {
  const parts = rules.map((rule) => part(rule, say));
  const text = parts.join(word);
  return isOuter || parts.length < 2 ? text : say("sentence.bracket", { what: text });
}

function traitPart({ trait, is, value }: TraitRule, say: Say): string {
  return compared(trait, is, value, say);
}

function compared(name: string, is: Where["is"], value: RuleValue | undefined, say: Say): string {
  if (!needsValue(is)) return say(`sentence.${is}`, { name });
  if (is === "in") return say("sentence.inList", { name, value: shown(value ?? "", say) });
  return say("sentence.compares", { name, test: say(`test.${is}`), value: shown(value ?? "", say) });
}

function shown(value: RuleValue, say: Say): string {
  if (Array.isArray(value)) return value.join(say("sentence.listed"));
  return typeof value === "boolean" ? say(value ? "yes" : "no") : String(value);
}

function eventPart(rule: EventRule, say: Say): string {
  const { event, measure, is, value, within_days: days } = rule;
  const where = (rule.where ?? []).map((one) => compared(one.property, one.is, one.value, say)).join(say("sentence.and"));
  const what = where ? say("sentence.where", { event, where }) : event;
  const when = days === null ? say("sentence.ever") : say("sentence.within", { days });
  if (measure === "count" && (value === 0 ? is === "eq" || is === "le" : value === 1 && is === "lt")) {
    return say("sentence.never", { when, what });
  }
  const amount = say(`sentence.${is}`, { value });
  return say(measure === "count" ? "sentence.count" : "sentence.sum", { when, what, amount });
}
