// What the results side of surveys says over HTTP: filters, results, scores, cross tables, waves and who is behind a figure.
import type { Kind, Words } from "@/pages/surveys/shapes";

export interface TraitFilter {
  name: string;
  values: string[];
}

export interface ColumnFilter {
  column: string;
  codes?: string[];
  least?: number | null;
  most?: number | null;
}

export interface AnswerFilter {
  states?: string[];
  since?: string | null;
  until?: string | null;
  channels?: string[];
  languages?: string[];
  versions?: number[];
  segment?: string | null;
  traits?: TraitFilter[];
  answers?: ColumnFilter[];
  is_weighted?: boolean;
  with_flagged?: boolean;
  is_simulated?: boolean;
}

export interface Told {
  code: string;
  words: Words;
}

export interface OptionResult {
  code: string;
  label: Words;
  count: number;
  share: number;
  low: number | null;
  high: number | null;
}

export interface Bin {
  from: number;
  to: number;
  count: number;
}

export interface NumberResult {
  mean: number | null;
  sd: number | null;
  min: number | null;
  p25: number | null;
  median: number | null;
  p75: number | null;
  max: number | null;
  low: number | null;
  high: number | null;
  histogram: Bin[];
}

export interface ScoreResult {
  kind: "nps" | "csat" | "ces";
  scale: [number, number];
  base: number;
  least_base: number;
  weighted_base: number;
  effective_base: number;
  invalid: number;
  missing: number;
  groups: Record<string, number>;
  shares: Record<string, number>;
  score: number | null;
  low: number | null;
  high: number | null;
  mean: number | null;
  distribution: { value: number; count: number; share: number }[];
  warnings: Told[];
}

export interface RowResult {
  code: string;
  label: Words;
  base: number;
  options: OptionResult[] | null;
  numbers: NumberResult | null;
}

export interface TextAnswer {
  response: string;
  text: string;
  at: string;
  customer: string | null;
}

export interface QuestionResult {
  question: string;
  item: string;
  kind: Kind;
  title: Words;
  base: number;
  missing: number;
  options: OptionResult[] | null;
  numbers: NumberResult | null;
  score: ScoreResult | null;
  rows: RowResult[] | null;
  texts: { count: number; newest: TextAnswer[] } | null;
  files: number | null;
  places: number | null;
  psm: Psm | null;
  ladder: Ladder | null;
  kano: { features: KanoFeature[]; warnings: Told[] } | null;
  turf: Turf | null;
  maxdiff: MaxdiffItem[] | null;
}

export interface PricePoint {
  price: number | null;
  low?: number | null;
  high?: number | null;
}

export interface Psm {
  base: number;
  intransitive: number;
  missing: number;
  lower: PricePoint;
  upper: PricePoint;
  indifference: PricePoint;
  optimum: PricePoint;
  prices: number[];
  curves: Record<string, number[]>;
  warnings: Told[];
}

export interface DemandPoint {
  price: number;
  asked: number;
  share: number | null;
  smoothed: number;
  low: number | null;
  high: number | null;
  revenue: number;
}

export interface Optimum {
  price: number;
  low: number | null;
  high: number | null;
  share: number;
  value: number;
  flat_low: number;
  flat_high: number;
}

export interface Ladder {
  base: number;
  demand: DemandPoint[];
  revenue: Optimum | null;
  warnings: Told[];
}

export interface KanoFeature {
  name: string;
  base: number;
  counts: Record<string, number>;
  category: string | null;
  second: string | null;
  is_clear: boolean;
  better: number | null;
  worse: number | null;
}

export interface TurfSet {
  items: string[];
  reach: number;
  frequency: number;
  low: number;
  high: number;
}

export interface Turf {
  base: number;
  sizes: { size: number; best: TurfSet[]; tied: number; is_exact: boolean }[];
  ladder: { item: string; reach: number; gain: number }[];
  warnings: Told[];
}

export interface MaxdiffItem {
  code: string;
  label: Words;
  shown: number;
  best: number;
  worst: number;
  score: number;
}

export interface SurveyResults {
  base: number;
  weighted_base: number;
  effective_base: number;
  median_seconds: number | null;
  states: Record<string, number>;
  by_day: { day: string; started: number; complete: number }[];
  drop_off: { page: string; reached: number; left: number }[];
  questions: QuestionResult[];
}

export interface Respondent {
  id: string;
  customer: string | null;
  customer_name: string | null;
  at: string;
  flags: string[];
}

export interface ScoreChange {
  before: number | null;
  after: number | null;
  change: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
  significant: boolean;
  base_before: number;
  base_after: number;
  warnings: Told[];
}

export interface ScoreReport {
  whole: ScoreResult;
  groups: { key: string; label: Words | string; score: ScoreResult }[];
  trend: { period: string; score: ScoreResult; change: ScoreChange | null }[];
}

export type Method = "holm" | "bonferroni";

export interface CrossCell {
  count: number;
  weighted: number;
  share: number;
  above: string[];
}

export interface CrossScore {
  score: ScoreResult;
  above: string[];
}
