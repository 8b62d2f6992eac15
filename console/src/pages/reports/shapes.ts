// What the reports say.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export type Measure = "known" | "talked" | "acted" | "revenue";
export const MEASURES: Measure[] = ["known", "talked", "acted", "revenue"];

export type Week = Shapes["FlywheelWeek"];
export type Flywheel = Shapes["Flywheel"];
export type BehindBar = Shapes["FlywheelCustomer"];
export type Overview = Shapes["Overview"];
export type Arm = Shapes["LiftArm"];
export type Interval = Shapes["Interval"];
export type Lift = Shapes["JourneyLift"];
export type CreditedOrder = Shapes["CreditedOrder"];
