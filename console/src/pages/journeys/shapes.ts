// Journeys as the API speaks of them. The server always writes every field of a graph, so nothing is optional here.
import type { components } from "@/api/schema";
import type { Rule } from "@/pages/audiences/shapes";

type Shapes = components["schemas"];
type Filled<T> = { [Name in keyof T]-?: Exclude<T[Name], undefined> };

export type JourneyState = "draft" | "running" | "paused" | "stopped";

export type Entry = Filled<Shapes["JourneyEntry"]>;
export type WaitStep = Filled<Shapes["WaitStep"]>;
export type WaitUntilStep = Filled<Shapes["WaitUntilStep"]>;
export type ConditionStep = Omit<Filled<Shapes["ConditionStep"]>, "rule"> & { rule: Rule | Record<string, never> };
export type EmailStep = Filled<Shapes["EmailStep"]>;
export type ChatStep = Filled<Shapes["ChatStep"]>;
export type SurveyStep = Filled<Shapes["SurveyStep"]>;
export type ExitStep = Filled<Shapes["ExitStep"]>;
export type Step = WaitStep | WaitUntilStep | ConditionStep | EmailStep | ChatStep | SurveyStep | ExitStep;
export type Kind = Step["kind"];
export type Next = string | null;

export type Graph = Omit<Filled<Shapes["JourneyGraph"]>, "entry" | "steps" | "exit"> & {
  entry: Entry;
  steps: Step[];
  exit: Filled<Shapes["JourneyExit"]>;
};

export type Problem = Shapes["JourneyProblem"];
export type JourneyRow = Omit<Shapes["JourneyRow"], "state"> & { state: JourneyState };
export type Journey = Omit<Shapes["JourneyView"], "state" | "draft"> & { state: JourneyState; draft: Graph };
export type DraftAnswer = Shapes["JourneyDraftAnswer"];
export type StepFigures = Shapes["JourneyStepFigures"];
export type Figures = Shapes["JourneyFigures"];
export type JourneyCustomer = Shapes["JourneyCustomer"];
export type Trace = Shapes["JourneyTrace"];
