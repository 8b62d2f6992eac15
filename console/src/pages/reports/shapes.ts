// What the reports say.
export type Measure = "known" | "talked" | "acted" | "revenue";
export const MEASURES: Measure[] = ["known", "talked", "acted", "revenue"];

export interface Week {
  week: string;
  known: number;
  talked: number;
  acted: number;
  revenue: number;
}
export interface Flywheel {
  zone: string;
  weeks: Week[];
}
export interface BehindBar {
  id: string;
  name: string;
  amount: number;
}
export interface Overview {
  customers: number;
  buyers: number;
  orders: number;
  revenue: number;
  by_journeys: number;
  by_conversations: number;
  by_day: { day: string; orders: number; revenue: number }[];
}
export interface Arm {
  customers: number;
  converted: number;
  rate: number;
  revenue: number;
  revenue_per_customer: number;
}
export interface Interval {
  value: number;
  low: number;
  high: number;
}
export interface Lift {
  journey: string;
  window_days: number;
  treated: Arm;
  held_out: Arm;
  rate_lift: (Interval & { p_value: number }) | null;
  revenue_lift: Interval | null;
  credited_orders: number;
  credited_revenue: number;
}
export interface CreditedOrder {
  position: number;
  customer: string;
  customer_name: string;
  order_id: string;
  placed_at: string;
  amount: number;
}
