// Flows as the API speaks of them. The server always writes every field of a graph, so nothing is optional here.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];
type Filled<T> = { [Name in keyof T]-?: Exclude<T[Name], undefined> };

export type Language = "zh-CN" | "zh-TW" | "en";
export type Words = { [language: string]: string };

export type FlowOption = Filled<Shapes["FlowOption"]>;
export type FlowTest = Filled<Shapes["FlowTest"]>;
export type FlowCase = Omit<Filled<Shapes["FlowCase"]>, "when"> & { when: FlowTest[] };
export type SayStep = Filled<Shapes["SayStep"]>;
export type AskStep = Omit<Filled<Shapes["AskStep"]>, "options"> & { options: FlowOption[] };
export type BranchStep = Omit<Filled<Shapes["BranchStep"]>, "cases"> & { cases: FlowCase[] };
export type WebhookStep = Filled<Shapes["WebhookStep"]>;
export type AnswerStep = Filled<Shapes["AnswerStep"]>;
export type HandoverStep = Filled<Shapes["HandoverStep"]>;
export type SetStep = Filled<Shapes["SetStep"]>;
export type EndStep = Filled<Shapes["EndStep"]>;
export type Step = SayStep | AskStep | BranchStep | WebhookStep | AnswerStep | HandoverStep | SetStep | EndStep;
export type Kind = Step["kind"];
export type SlotKind = AskStep["slot_kind"];
export type Check = FlowTest["check"];
export type Next = string | null;

export interface Graph {
  first: Next;
  steps: Step[];
}

export type Problem = Filled<Shapes["FlowProblem"]>;
export type FlowRow = Shapes["FlowRow"];
export type Flow = Omit<Shapes["FlowView"], "graph" | "problems"> & { graph: Graph; problems: Problem[] };
export type Revision = Shapes["FlowRevisionRow"];
export type TrialSaid = Partial<Shapes["FlowTrialSaid"]>;
export type TrialLine = Shapes["FlowTrialLine"];
export type TrialAnswer = Omit<Shapes["FlowTrialAnswer"], "problems"> & { problems: Problem[] };
