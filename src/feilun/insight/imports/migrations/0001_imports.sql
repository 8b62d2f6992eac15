-- Files on their way into the log. Place and counts move in the same transaction as the events.
create table import_run (
  workspace uuid not null,
  id uuid not null,
  kind text not null,
  format text not null,
  name text not null,
  key text not null,
  channel text not null,
  zone text not null,
  mapping jsonb not null default '{}',
  -- How columns are read; decided on the first rows and kept, so that a resumed run reads alike.
  plan jsonb,
  state text not null default 'waiting',
  problem text,
  total_bytes bigint not null,
  bytes bigint not null default 0,
  read bigint not null default 0,
  accepted bigint not null default 0,
  repeated bigint not null default 0,
  refused bigint not null default 0,
  created_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  worker uuid,
  lease_until timestamptz,
  primary key (workspace, id)
);
create index import_open on import_run (created_at) where state in ('waiting', 'running');

create table import_refusal (
  workspace uuid not null,
  import uuid not null,
  row bigint not null,
  code text not null,
  reason text not null,
  payload text not null,
  primary key (workspace, import, row)
);
