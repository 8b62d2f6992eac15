-- A flow and its revisions; `approved` is the revision in force, `revision` the newest.
create table flow (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  revision int not null default 0,
  approved int,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace, id)
);

-- A revision is never edited: each saving adds one, so nothing that was approved can change behind anybody's back.
create table flow_revision (
  workspace uuid not null,
  flow uuid not null,
  revision int not null,
  name text not null,
  graph jsonb not null,
  author text not null,
  author_name text not null default '',
  at timestamptz not null,
  approved_at timestamptz,
  approved_by text not null default '',
  primary key (workspace, flow, revision)
);

-- What a webhook needs and nobody may read back.
create table flow_secret (
  workspace uuid not null,
  flow uuid not null,
  name text not null,
  value text not null,
  changed_at timestamptz not null,
  primary key (workspace, flow, name)
);

-- The graphs that places walk on, by their content: a place keeps the one it began with, whatever is published since.
create table flow_graph (
  workspace uuid not null,
  digest bytea not null,
  graph jsonb not null,
  primary key (workspace, digest)
);

-- Where somebody stands in a flow: one open place per conversation. `place` is the pure state of rules.py.
create table flow_place (
  workspace uuid not null,
  id uuid not null,
  conversation uuid not null,
  customer uuid,
  thread uuid,
  flow uuid not null,
  flow_name text not null default '',
  version int not null,
  digest bytea not null,
  place jsonb not null,
  -- The customer's message that moved it last.
  seq bigint not null default 0,
  -- The conversation in which she was asked whether to go on, and whether that question is still open.
  offered_in uuid,
  is_offered boolean not null default false,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  outcome text not null default '',
  primary key (workspace, id)
);
create unique index flow_place_open on flow_place (workspace, conversation) where ended_at is null;
create index flow_place_customer on flow_place (workspace, customer, changed_at) where ended_at is null;
create index flow_place_expiry on flow_place (expires_at) where ended_at is null;
create index flow_place_flow on flow_place (workspace, flow, started_at);
create index flow_place_ended on flow_place (ended_at) where ended_at is not null;
create index flow_place_graph on flow_place (workspace, digest);

-- What webhooks answered, by their Idempotency-Key: whoever was killed after the call does not call again.
create table flow_call (
  workspace uuid not null,
  key text not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (workspace, key)
);
create index flow_call_age on flow_call (at);
