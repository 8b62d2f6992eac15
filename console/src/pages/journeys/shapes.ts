// Journeys as the API speaks of them.
import type { Rule } from "@/pages/audiences/shapes";

export type JourneyState = "draft" | "running" | "paused" | "stopped";

export interface Entry {
  kind: "audience" | "event";
  audience: string | null;
  event: string | null;
  again: "once" | "every" | "cooldown";
  cooldown_days: number;
  include_members?: boolean;
}

interface Base {
  id: string;
}
export type Next = string | null;
export interface WaitStep extends Base {
  kind: "wait";
  minutes: number;
  next: Next;
}
export interface WaitUntilStep extends Base {
  kind: "wait_until";
  time: string;
  next: Next;
}
export interface ConditionStep extends Base {
  kind: "condition";
  rule: Rule | Record<string, never>;
  yes: Next;
  no: Next;
}
export interface EmailStep extends Base {
  kind: "email";
  subject: string;
  html: string;
  text: string;
  topic: string;
  next: Next;
}
export interface ChatStep extends Base {
  kind: "chat";
  text: string;
  topic?: string;
  next: Next;
}
export interface ExitStep extends Base {
  kind: "exit";
}
export type Step = WaitStep | WaitUntilStep | ConditionStep | EmailStep | ChatStep | ExitStep;
export type Kind = Step["kind"];

export interface Graph {
  entry: Entry;
  holdout_percent: number;
  goal: { event: string; within_days: number } | null;
  quiet: { from: string; to: string } | null;
  exit: { audience_left: boolean };
  steps: Step[];
  first: Next;
}

export interface Problem {
  step: string | null;
  code: string;
  problem: string;
}

export interface JourneyRow {
  id: string;
  name: string;
  state: JourneyState;
  version: number;
  waiting: number;
  created_at: string;
  changed_at: string;
}

export interface Journey {
  id: string;
  name: string;
  state: JourneyState;
  version: number;
  draft: Graph;
  problems: Problem[];
  published: { version: number; at: string; author: string; waiting: number }[];
  counts: { entered: number; held_out: number; waiting: number; done: number; gone: number; goal: number; goal_held_out: number };
}

export interface StepFigures {
  step: string;
  entered: number;
  waiting: number;
  left: number;
  stopped: number;
  sent: number;
  opened: number;
  clicked: number;
  suppressed: number;
  failed: number;
}

export interface Figures {
  steps: StepFigures[];
  entered: number;
  held_out: number;
  sent: number;
  opened: number;
  clicked: number;
  goal: number;
}

export interface JourneyCustomer {
  customer: string;
  name: string;
  entry_key: string;
  version: number;
  step: string | null;
  state: string;
  due_at: string | null;
  entered_at: string;
  held_out: boolean;
  reason: string;
}

export interface Trace {
  entries: JourneyCustomer[];
  passages: { entry_key: string; number: number; step: string; at: string; outcome: string }[];
}
