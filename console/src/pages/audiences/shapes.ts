// What the API says about audiences. The rule travels as free JSON; its grammar is written here.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type TraitTest =
  | "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in" | "contains" | "starts" | "exists" | "missing" | "before" | "after";
export type CountTest = "ge" | "le" | "eq" | "gt" | "lt";
export type RuleValue = string | number | boolean | (string | number)[] | null;

export interface Where {
  property: string;
  is: TraitTest;
  value?: RuleValue;
}
export interface TraitRule {
  trait: string;
  is: TraitTest;
  value?: RuleValue;
}
export interface EventRule {
  event: string;
  measure: "count" | "sum";
  is: CountTest;
  value: number;
  within_days: number | null;
  where?: Where[];
}
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | TraitRule | EventRule;

export type Audience = Omit<Shapes["AudienceRow"], "rule"> & { rule: Rule };
export type AudienceMember = Pick<Shapes["AudienceMember"], "id" | "name" | "since">;
export type Preview = Shapes["AudiencePreview"];
export type Field = Shapes["FieldType"];
export type EventField = Shapes["FieldEvent"];
export type Fields = Shapes["AudienceFields"];
export type Explanation = Shapes["Explanation"];
export type Why = Shapes["AudienceWhy"];
