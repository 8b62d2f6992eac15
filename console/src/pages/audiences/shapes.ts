// What the API says about audiences, and the rule as it travels.
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

export interface Audience {
  id: string;
  name: string;
  rule: Rule;
  size?: number | null;
  /** `filling` until everybody has been asked about the present rule. */
  state?: "filling" | "live";
  updated_at?: string | null;
  created_at?: string | null;
}

export interface AudienceMember {
  id: string;
  name: string | null;
  since: string;
}

export interface Preview {
  size: number;
  total: number;
  sample: { id: string; name: string | null }[];
  as_of: string;
  milliseconds: number;
}

export interface Field {
  name: string;
  type: string;
  examples: (string | number | boolean)[];
}
export interface EventField {
  name: string;
  count: number;
  properties: Field[];
}
export interface Fields {
  traits: Field[];
  events: EventField[];
}
