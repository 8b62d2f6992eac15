// Surveys as the API speaks of them. The form is a document of its own (docs/forms.md), so its keys are named here.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type SurveyRow = Shapes["SurveyRow"];
export type Survey = Omit<Shapes["SurveyView"], "form"> & { form: Form };
export type SurveyImport = Shapes["SurveyImport"];
export type Problem = Shapes["FormProblem"];
export type Trial = Shapes["SurveyTrialView"];
export type QuestionView = Shapes["QuestionView"];
export type PageView = Shapes["PageView"];
export type OptionView = Shapes["OptionView"];
export type ResponseRow = Shapes["SurveyResponseRow"];
export type Response = Shapes["SurveyResponseView"];
export type Reach = Shapes["Reach"];
export type ReachView = Shapes["ReachView"];
export type Forecast = Shapes["ReachForecast"];
export type InvitationRow = Shapes["InvitationRow"];
export type ReachLift = Shapes["ReachLift"];
export type VersionRow = Shapes["SurveyVersionRow"];
export type Version = Omit<Shapes["SurveyVersionView"], "form"> & { form: Form };
export type ReachFigures = Shapes["ReachFigures"];

export type Kind = QuestionView["kind"];
export type Words = { [language: string]: string };

export type Expression = { [key: string]: unknown };

export interface Option {
  code: string;
  label?: Words;
  exclusive?: boolean;
  other?: boolean;
  fixed?: boolean;
  value?: number | null;
  [more: string]: unknown;
}

export interface Question {
  id: string;
  kind: Kind;
  title?: Words;
  help?: Words;
  required?: boolean;
  shown_if?: Expression | null;
  options?: Option[];
  rows?: Option[];
  columns?: Option[];
  shuffle?: string;
  least?: number | null;
  most?: number | null;
  total?: number | null;
  low?: Words;
  high?: Words;
  [more: string]: unknown;
}

export interface Page {
  id: string;
  title?: Words;
  questions?: Question[];
  shown_if?: Expression | null;
  [more: string]: unknown;
}

export interface End {
  id: string;
  kind?: "done" | "screened" | "full";
  text?: Words;
  redirect?: string;
  when?: Expression | null;
  [more: string]: unknown;
}

export interface Quota {
  id: string;
  limit: number;
  when: Expression;
  name?: string;
  full?: string;
  [more: string]: unknown;
}

export interface Form {
  languages: string[];
  pages: Page[];
  title?: Words;
  ends?: End[];
  quotas?: Quota[];
  [more: string]: unknown;
}

export const STATE: Record<string, string> = { draft: "gray", open: "teal", paused: "yellow", closed: "dark" };
export const ANSWERED: Record<string, string> = { started: "gray", partial: "yellow", complete: "teal", screened: "orange", full: "grape" };
