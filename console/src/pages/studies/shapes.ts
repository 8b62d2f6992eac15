// Studies as the API speaks of them.
import { ChartLine, CircleDollarSign, Gauge, Layers, ListOrdered, type LucideIcon, Scale, Smile } from "lucide-react";

import type { components } from "@/api/schema";

type Shapes = components["schemas"];

/** What the server sends has every key, also those that may be left out when it is asked. */
type Full<T> = T extends (infer One)[] ? Full<One>[] : T extends object ? { [Key in keyof T]-?: Full<T[Key]> } : T;

export type Words = Record<string, string>;
export type StudyRow = Full<Shapes["StudyRow"]>;
export type Study = Full<Shapes["StudyView"]>;
export type StudyKind = Study["kind"];
export type TaskState = StudyRow["newest_state"];

export type Plan = Full<Shapes["StudyPlan"]>;
export type Attribute = Full<Shapes["StudyAttribute"]>;
export type Level = Full<Shapes["StudyLevel"]>;

export type Report = Shapes["MarketReport"];
export type Warning = Shapes["MarketWarning"];
export type Parameter = Full<Shapes["DesignParameter"]>;
export type Design = Full<Shapes["StudyDesign"]>;
export type DesignView = Full<Shapes["StudyDesignView"]>;
export type Readiness = Full<Shapes["StudyReadiness"]>;

export type EstimateRow = Full<Shapes["StudyEstimateRow"]>;
export type Estimate = Full<Shapes["StudyEstimate"]>;
export type Result = Full<Shapes["EstimateResult"]>;
export type ItemWorth = Full<Shapes["ItemWorth"]>;
export type HeldOut = Full<Shapes["EstimateHeldOut"]>;
export type PricePoint = Full<Shapes["PricePoint"]>;
export type PriceSensitivity = Full<Shapes["PriceSensitivity"]>;
export type Optimum = Full<Shapes["DemandOptimum"]>;
export type GaborGranger = Full<Shapes["GaborGranger"]>;
export type KanoFeature = Full<Shapes["KanoFeature"]>;
export type Turf = Full<Shapes["TurfResult"]>;
export type Drivers = Full<Shapes["DriversResult"]>;

export type Product = Full<Shapes["StudyProduct"]>;
export type Market = Full<Shapes["StudyMarket"]>;
export type Rule = Market["rule"];
export type Goal = Shapes["StudyPriceWish"]["goal"];
export type Share = Full<Shapes["StudyShare"]>;
export type Cannibalisation = Full<Shapes["Cannibalisation"]>;
export type Simulation = Full<Shapes["StudySimulation"]>;
export type PricePlace = Full<Shapes["PricePlace"]>;
export type PriceView = Full<Shapes["StudyPriceView"]>;
export type Scenario = Full<Shapes["StudyScenario"]>;

export const KINDS: Record<StudyKind, LucideIcon> = {
  conjoint: Scale,
  maxdiff: ListOrdered,
  psm: CircleDollarSign,
  gabor_granger: ChartLine,
  kano: Smile,
  turf: Layers,
  drivers: Gauge,
};

const ALL = ["plan", "design", "field", "results", "simulator", "price"] as const;
export type Tab = (typeof ALL)[number];

/** What can be done with a study of a kind, in the order in which it is done. */
export function tabsOf(kind: StudyKind): Tab[] {
  if (kind === "conjoint") return [...ALL];
  if (kind === "maxdiff") return ["plan", "design", "field", "results"];
  return kind === "drivers" ? ["plan", "results"] : ["plan", "field", "results"];
}

export const STATE: Record<TaskState, string> = { none: "gray", due: "blue", running: "blue", done: "teal", failed: "red", cancelled: "gray" };

export const isOpen = (state: TaskState | undefined) => state === "due" || state === "running";
