create table journey (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  state text not null default 'draft',
  version int not null default 0,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace, id)
);
create index journey_at_work on journey (state) where state in ('running', 'stopped');

create table journey_draft (
  workspace uuid not null,
  journey uuid not null,
  graph jsonb not null,
  changed_at timestamptz not null,
  primary key (workspace, journey)
);

-- Never changed once published: customers under way finish the version they entered.
create table journey_version (
  workspace uuid not null,
  journey uuid not null,
  version int not null,
  graph jsonb not null,
  steps text[] not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (workspace, journey, version)
);

-- Where each customer is. The key makes a second entry impossible; a row stays when the way has ended.
-- waiting > done | left; held stays outside to compare with. `armed`: the wait of this step has been set.
create table journey_position (
  workspace uuid not null,
  journey uuid not null,
  version int not null,
  customer uuid not null,
  entry_key text not null,
  step text,
  due_at timestamptz,
  state text not null,
  armed boolean not null default false,
  passes int not null default 0,
  held_out boolean not null default false,
  entered_at timestamptz not null,
  goal_at timestamptz,
  ended_at timestamptz,
  reason text not null default '',
  primary key (workspace, journey, customer, entry_key)
) with (fillfactor = 80);
create index journey_position_due on journey_position (workspace, journey, version, step, due_at)
  where state = 'waiting';

-- Which steps she passed, and with what outcome: why she is where she is.
create table journey_passage (
  workspace uuid not null,
  journey uuid not null,
  customer uuid not null,
  entry_key text not null,
  pass int not null,
  step text not null,
  at timestamptz not null,
  outcome text not null,
  primary key (workspace, journey, customer, entry_key, pass)
);
