-- The log. Never updated, never deleted from but by whole partitions; partitioned by the day of receipt.
create table event (
  workspace uuid not null,
  position bigint not null generated always as identity,
  -- The writing transaction. Readers stop below the oldest one still running, so nobody steps over a late commit.
  writer xid8 not null default pg_current_xact_id(),
  received_at timestamptz not null,
  occurred_at timestamptz not null,
  id text not null,
  type text not null,
  name text not null default '',
  channel text not null default '',
  source text not null default '',
  handles jsonb not null default '[]',
  body jsonb not null
) partition by range (received_at);
create table event_default partition of event default;
create index event_by_place on event (writer, position);
create index event_by_position on event (workspace, position);

-- Sender-made ids already accepted. Apart from the log, so that the log stays append-only and narrow.
create table event_key (
  workspace uuid not null,
  key uuid not null,
  received_on date not null,
  primary key (workspace, key)
) partition by hash (key);
create table event_key_0 partition of event_key for values with (modulus 4, remainder 0);
create table event_key_1 partition of event_key for values with (modulus 4, remainder 1);
create table event_key_2 partition of event_key for values with (modulus 4, remainder 2);
create table event_key_3 partition of event_key for values with (modulus 4, remainder 3);
create index event_key_by_day on event_key (received_on);

-- Where each subscriber is.
create table subscription (
  name text primary key,
  writer xid8 not null default '0',
  position bigint not null default 0,
  handled bigint not null default 0,
  moved_at timestamptz,
  failures int not null default 0,
  failed_event text,
  problem text,
  retry_at timestamptz
);

-- Refused events, kept with the reason until a person has looked.
create table quarantine (
  workspace uuid not null,
  id uuid not null,
  received_at timestamptz not null,
  source text not null,
  code text not null,
  reason text not null,
  payload text not null,
  primary key (workspace, id)
);
create index quarantine_newest on quarantine (workspace, received_at desc, id desc);
