-- Audiences and who is in them.
create table audience (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  rule jsonb not null,
  -- Counts the rules it has had; filled is the one that the whole base has been asked about.
  version int not null default 1,
  filled int not null default 0,
  filled_at timestamptz,
  lease_until timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  primary key (workspace, id)
);
create index audience_to_fill on audience (id) where filled < version;

create table audience_member (
  workspace uuid not null,
  audience uuid not null,
  customer uuid not null,
  since timestamptz not null,
  primary key (workspace, audience, customer)
);
create index audience_member_newest on audience_member (workspace, audience, since desc, customer desc);
create index audience_of_customer on audience_member (workspace, customer);

-- How often a customer has changed sides: odd is in, even is out. The ids of the facts are made from it, so a change
-- is told once; a fact that is heard again (a replay) moves it forward and never back.
create table audience_turn (
  workspace uuid not null,
  audience uuid not null,
  customer uuid not null,
  turn int not null,
  since timestamptz not null,
  primary key (workspace, audience, customer)
);

-- When time alone may change the answer.
create table audience_recheck (
  workspace uuid not null,
  audience uuid not null,
  customer uuid not null,
  due_at timestamptz not null,
  primary key (workspace, audience, customer)
);
create index audience_recheck_due on audience_recheck (due_at);

-- What rules may speak of: traits, events and their properties, with a few examples. Kept up while events pass.
create table audience_field (
  workspace uuid not null,
  kind text not null check (kind in ('trait', 'event', 'property')),
  event text not null,
  name text not null,
  count bigint not null,
  types text[] not null,
  examples jsonb not null,
  primary key (workspace, kind, event, name)
);
