/** The form as JSON and what a walk gives back; docs/forms.md describes every key. Keys at their default are left out. */

export type Words = { [language: string]: string };
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Answers = { [key: string]: unknown };

export type Expression =
  | { op: string; of: Expression[] }
  | { answer: string; part?: string }
  | { value: Value }
  | { score: string }
  | { variable: string }
  | { given: string }
  | { item: string }
  | { full: string };

export type Kind =
  | "text" | "long_text" | "number" | "date" | "time" | "single" | "multiple" | "dropdown" | "image_choice" | "boolean"
  | "rating" | "slider" | "nps" | "csat" | "ces" | "ranking" | "matrix" | "matrix_multiple" | "constant_sum"
  | "group_rank" | "drill_down" | "file" | "signature" | "location" | "consent" | "contact" | "hidden" | "calculated"
  | "html" | "panel" | "choice_task" | "maxdiff" | "psm" | "gabor_granger" | "kano" | "turf";
export type Order = "none" | "random" | "rotate" | "flip";
export type ListName = "options" | "rows" | "columns";
export type EndKind = "done" | "screened" | "full";

export interface Option {
  code: string;
  label?: Words;
  shown_if?: Expression | null;
  value?: number | null;
  exclusive?: boolean;
  other?: boolean;
  fixed?: boolean;
  image?: string;
  options?: Option[];
}

export interface Carry {
  question: string;
  which?: "chosen" | "not_chosen" | "shown" | "open";
  to?: ListName;
}

export interface Check {
  holds: Expression;
  text: Words;
}

export interface Design {
  tasks?: { [attribute: string]: string }[][];
  sets?: string[][];
}

export interface Question {
  id: string;
  kind: Kind;
  title?: Words;
  help?: Words;
  required?: boolean;
  required_if?: Expression | null;
  shown_if?: Expression | null;
  enabled_if?: Expression | null;
  options?: Option[];
  rows?: Option[];
  columns?: Option[];
  shuffle?: Order;
  shuffle_rows?: Order;
  shuffle_columns?: Order;
  pick?: number;
  carry?: Carry[];
  checks?: Check[];
  least?: number | null;
  most?: number | null;
  step?: number | null;
  total?: number | null;
  format?: "" | "email" | "url" | "phone" | "whole";
  low?: Words;
  high?: Words;
  direction?: "up" | "down";
  many?: boolean;
  fields?: string[];
  formula?: Expression | null;
  given?: string;
  questions?: Question[];
  attributes?: { code: string; label: Words; levels: Option[] }[];
  designs?: Design[];
  none?: Words;
  currency?: string;
  intents?: boolean;
  look?: string;
}

export interface Repeat {
  question?: string;
  which?: "chosen" | "not_chosen" | "shown";
  times?: Expression | null;
  most?: number;
  shuffle?: Order;
}

export interface Group {
  id: string;
  shown_if?: Expression | null;
  shuffle?: Order;
  pick?: number;
  repeat?: Repeat | null;
}

export interface Page {
  id: string;
  questions?: Question[];
  title?: Words;
  shown_if?: Expression | null;
  next?: { to: string; when?: Expression | null }[];
  set?: { variable: string; to: Expression; when?: Expression | null }[];
  shuffle?: Order;
  pick?: number;
  group?: string;
  repeat?: Repeat | null;
}

export interface End {
  id: string;
  kind?: EndKind;
  text?: Words;
  redirect?: string;
  when?: Expression | null;
}

export interface Quota {
  id: string;
  limit: number;
  when: Expression;
  name?: string;
  full?: string;
}

export interface Variable {
  id: string;
  kind?: string;
  value?: unknown;
  formula?: Expression | null;
}

export interface Form {
  languages: string[];
  pages: Page[];
  format?: 1;
  title?: Words;
  theme?: { [key: string]: unknown };
  hidden_answers?: "keep" | "clear";
  given?: { [name: string]: string };
  variables?: Variable[];
  groups?: Group[];
  ends?: End[];
  quotas?: Quota[];
}

export interface Fault {
  code: string;
  text: string;
}

export interface OptionView {
  code: string;
  label: string;
  image?: string;
  exclusive?: boolean;
  other?: boolean;
  value?: number;
  options?: OptionView[];
}

export interface QuestionView {
  key: string;
  id: string;
  kind: Kind;
  title: string;
  help: string;
  required: boolean;
  enabled: boolean;
  options: OptionView[];
  rows: OptionView[];
  columns: OptionView[];
  entries: QuestionView[][];
  version: number;
}

export interface PageView {
  key: string;
  page: string;
  item: string;
  title: string;
  questions: QuestionView[];
}

export interface Walk {
  language: string;
  pages: PageView[];
  page: PageView | null;
  end: string;
  kind: "" | EndKind;
  problems: { [key: string]: Fault[] };
  variables: { [name: string]: Value };
  answers: { [key: string]: Value };
  progress: number;
  /** Ids of the quotas whose condition holds of these answers. */
  cells: string[];
}
