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
export type OpenSession = Shapes["OpenSession"];
export type IdentitySecretShown = Shapes["IdentitySecret"];
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

export type Box = "mine" | "unassigned" | "bot" | "all" | "resolved";

export type ConversationRow = Shapes["ConversationRow"];
export type Message = Shapes["Message"];
export type Messages = Shapes["MessagePage"];
export type Sender = Shapes["MessageSender"];
export type CannedReply = Shapes["CannedReply"];
