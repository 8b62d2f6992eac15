-- One row per closing of a conversation. `due` until the job wrote it; a person's word is `judged_at`.
create table summary (
  workspace uuid not null,
  conversation uuid not null,
  closing int not null,
  state text not null default 'due',
  opened_at timestamptz not null,
  closed_at timestamptz not null,
  channel text not null,
  handles jsonb not null,
  position bigint not null,
  attempts int not null default 0,
  claimed_until timestamptz,
  revision int not null default 0,
  language text not null default '',
  need jsonb,
  result jsonb,
  next_step jsonb,
  outcome text not null default '',
  outcome_because int[] not null default '{}',
  said text not null default '',
  code text not null default '',
  proposed_code jsonb,
  visitor_class text not null default '',
  proposed_class jsonb,
  last_at timestamptz,
  is_code_judged boolean not null default false,
  is_class_judged boolean not null default false,
  judged_by text not null default '',
  judged_at timestamptz,
  primary key (workspace, conversation, closing)
);
create index summary_due on summary (closed_at) where state = 'due';
create index summary_time on summary (workspace, closed_at desc, conversation, closing) where state = 'done';
create index summary_labels on summary (workspace, judged_at) where is_code_judged;

-- The tree as people left it; a workspace without a row has the one it started with.
create table wrapup_tree (
  workspace uuid primary key,
  revision int not null,
  tree jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);

-- What proposes codes once enough were corrected; fitted anew as labels grow.
create table wrapup_model (
  workspace uuid primary key,
  labels int not null default 0,
  fitted_at timestamptz,
  model bytea,
  figures jsonb,
  claimed_until timestamptz
);
