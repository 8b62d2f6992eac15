-- Who was asked for something, on whichever channel. An ask belongs to handles, as consent does: it follows merges and
-- splits by itself, and what counts for a customer is what any of her handles was asked.
create table contact_ask (
  workspace uuid not null,
  id uuid not null,
  key text not null,
  kind text not null,
  subject text not null,
  channel text not null,
  is_reminder boolean not null default false,
  state text not null check (state in ('asked', 'answered', 'released', 'held', 'volunteered')),
  at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace, id),
  unique (workspace, key)
);

create table contact_ask_handle (
  workspace uuid not null,
  handle_kind text not null,
  handle_value text not null,
  ask uuid not null,
  primary key (workspace, handle_kind, handle_value, ask),
  foreign key (workspace, ask) references contact_ask (workspace, id) on delete cascade
);

-- Why somebody was not asked: one line for each rule and subject, however often a page tries.
create table contact_refusal (
  workspace uuid not null,
  handle_kind text not null,
  handle_value text not null,
  kind text not null,
  subject text not null,
  rule text not null,
  reason text not null,
  channel text not null,
  times bigint not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (workspace, handle_kind, handle_value, kind, subject, rule)
);

create table contact_policy (
  workspace uuid primary key,
  rest_days integer not null,
  most integer not null,
  period_days integer not null,
  reminders_exempt boolean not null,
  revision integer not null default 1,
  changed_by text not null,
  changed_at timestamptz not null
);
