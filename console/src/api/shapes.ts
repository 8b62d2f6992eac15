// The shapes of the API as the console reads them: names for what schema.d.ts generates from the server's document.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Session = Shapes["SessionView"];
export type Person = Shapes["PersonRow"];
export type RoleRow = Shapes["RoleRow"];
export type TokenRow = Shapes["TokenRow"];
export type WriteKeyRow = Shapes["WriteKeyRow"];
export type ShownSecret = Shapes["ShownSecret"];
export type AuditRow = Shapes["AuditRow"];
export type WorkspaceView = Shapes["WorkspaceView"];
export type ChannelRow = Shapes["ChannelRow"];
export type ChannelField = Shapes["ChannelField"];
export type QuarantinedEvent = Shapes["QuarantinedEvent"];
export type SubscriptionRow = Shapes["SubscriptionRow"];
export type ChecklistRow = Shapes["ChecklistRow"];
export type ImportRow = Shapes["ImportRow"];

export type CustomerRow = Shapes["CustomerRow"];
export type Customer = Shapes["CustomerDetail"];
export type Trait = Shapes["CustomerTrait"];
export type CustomerHandle = Shapes["CustomerHandle"];
export type ConsentState = Shapes["CustomerConsent"];
export type TimelineRow = Shapes["TimelineRow"];
export type MergeRow = Shapes["MergeRow"];
export type PageOpen = Shapes["PageOpen"];
export type OutboxRow = Shapes["OutboxRow"];
export type Overview = Shapes["Overview"];

/** Who can be given a conversation. */
export interface Colleague {
  id: string;
  name: string;
  role: string;
}

export type Box = "mine" | "unassigned" | "all" | "resolved";

export interface ConversationRow {
  id: string;
  customer: string;
  customer_name: string | null;
  channel: string;
  state: "open" | "resolved";
  assignee: string | null;
  assignee_name: string | null;
  last_text: string | null;
  last_at: string;
  unread: number;
  waiting_since: string | null;
  rating: number | null;
  /** Number of the newest message. */
  top?: number;
}

export interface Sender {
  kind: "customer" | "staff" | "bot" | "system";
  id: string | null;
  name: string | null;
}

export interface Message {
  seq: number;
  cid: string;
  sender: Sender;
  type: "text" | "note" | "system" | "card" | "rating";
  body: Record<string, unknown> | string;
  at: string;
}

export interface Messages {
  items: Message[];
  has_more: boolean;
}

export interface CannedReply {
  id: string;
  title: string;
  text: string;
}
