// What cases, their rules and the policy of remedies say.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type Case = Shapes["CaseRow"];
export type Sheet = Shapes["CaseSheet"];
export type Entry = Shapes["CaseEntryRow"];
export type Decision = Shapes["CaseDecisionRow"];
export type Rule = Shapes["CaseRule"];
export type RuleRow = Shapes["CaseRuleRow"];
export type Policy = Shapes["CasePolicyRow"];
export type Clause = Shapes["PolicyClause"];
export type CaseFigures = Shapes["CaseFigures"];

export interface Check {
  name: string;
  is_met: boolean;
  asked: string;
  found: string;
}

/** A clause of the policy held against a case. */
export interface Held {
  clause: string;
  title: string;
  who: string;
  is_allowed: boolean;
  checks: Check[];
}

export const SEVERITY: Record<string, string> = { low: "gray", normal: "blue", high: "red" };
export const STATE: Record<string, string> = { open: "orange", contacted: "indigo", solved: "teal", closed: "gray" };
