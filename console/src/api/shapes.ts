// The shapes of the API as the console reads them.
export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  role: string;
  disabled?: boolean;
}

export interface Session {
  person: Person;
  workspace: { id: string; name: string; zone: string };
  rights: string[];
}

export interface CustomerRow {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  city: string | null;
  last_seen: string | null;
  order_count: number;
  order_amount: number;
  channels: string[];
}

export interface Trait {
  name: string;
  value: unknown;
  source: string | null;
  at: string | null;
}

export interface CustomerHandle {
  kind: string;
  value: string;
  first_seen: string;
  last_seen: string;
}

export interface Counter {
  name: string;
  count: number;
  amount: number | null;
  last_at: string | null;
}

export interface ConsentState {
  channel: string;
  topic: string | null;
  state: string;
  at: string | null;
  source: string | null;
}

export interface Customer {
  id: string;
  name: string | null;
  traits: Trait[];
  handles: CustomerHandle[];
  counters: Counter[];
  zone: string | null;
  locale: string | null;
  first_seen: string | null;
  last_seen: string | null;
  audiences: { id: string; name: string; since: string }[];
  consents: ConsentState[];
}

export interface TimelineRow {
  position: number;
  type: string;
  name: string | null;
  channel: string | null;
  occurred_at: string;
  properties: Record<string, unknown>;
  source: string | null;
}

export interface MergeRow {
  edge: string;
  a: { kind: string; value: string };
  b: { kind: string; value: string };
  event: string;
  at: string;
  source: string | null;
  rule: string;
  undone: boolean;
}

export interface PageOpen {
  url: string;
  title: string | null;
  since: string;
}

export interface OutboxRow {
  id: string;
  channel: string;
  state: string;
  reason: string | null;
  subject: string | null;
  customer: string;
  created_at: string;
  sent_at: string | null;
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
  type: "text" | "note" | "system" | "card";
  body: Record<string, unknown> | string;
  at: string;
}

export interface Messages {
  items: Message[];
  has_more: boolean;
}

export interface CannedReply {
  id: string;
  shortcut: string;
  text: string;
}

export interface ChannelSetting {
  name: string;
  type: string;
  default: unknown;
  help: string;
  secret: boolean;
}

export interface ChannelRow {
  id: string;
  names: Record<string, string>;
  icon: string | null;
  settings_schema: ChannelSetting[];
  configured: boolean;
  accounts: { id: string; name: string; health: string }[];
}

export interface WriteKeyRow {
  id: string;
  name: string;
  channel: string;
  key_hint: string;
  created_at?: string;
  disabled_at?: string | null;
}

export interface TokenRow {
  id: string;
  name: string;
  role?: string;
  hint?: string;
  created_at?: string;
  last_used_at?: string | null;
}

export interface QuarantineRow {
  id: string;
  received_at: string;
  reason: string;
  payload: unknown;
}

export interface SubscriptionRow {
  name: string;
  position: number;
  behind: number;
  failing_since: string | null;
  problem: string | null;
}

export interface AuditRow {
  id: string;
  at: string;
  person: string | null;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
}
