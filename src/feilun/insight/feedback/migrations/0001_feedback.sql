-- One text of one customer: an open answer, or what she wrote in one closed conversation. Whose it is, her handle says,
-- so merges and splits need no work here. `due` until a job has read it.
create table feedback_unit (
  workspace uuid not null,
  id uuid not null,
  source text not null,
  survey uuid,
  response uuid,
  version int not null default 0,
  question text not null default '',
  conversation uuid,
  closing int not null default 0,
  edit int not null default 0,
  channel text not null default '',
  text text not null,
  at timestamptz not null,
  handles jsonb not null,
  handle_kind text not null default '',
  handle_value text not null default '',
  pointer uuid,
  score_question text not null default '',
  score_kind text not null default '',
  score_value double precision,
  score_group text not null default '',
  waited int,
  answers jsonb not null default '{}',
  state text not null default 'due',
  attempts int not null default 0,
  claimed_until timestamptz,
  told_edit int not null default -1,
  language text not null default '',
  family text not null default '',
  sentiment text not null default '',
  chances double precision[] not null default '{}',
  judged_by text not null default '',
  why text[] not null default '{}',
  aspects jsonb not null default '[]',
  primary key (workspace, id)
);
create index feedback_unit_due on feedback_unit (at) where state = 'due';
create index feedback_unit_time on feedback_unit (workspace, at desc, id);
create index feedback_unit_handle on feedback_unit (workspace, handle_kind, handle_value);
create index feedback_unit_response on feedback_unit (workspace, response) where response is not null;

-- What customers wrote in conversations that are still open.
create table feedback_line (
  workspace uuid not null,
  conversation uuid not null,
  seq bigint not null,
  text text not null,
  at timestamptz not null,
  primary key (workspace, conversation, seq)
);

-- How long customers waited for an answer of a person.
create table feedback_wait (
  workspace uuid not null,
  conversation uuid not null,
  seq bigint not null,
  handle_kind text not null,
  handle_value text not null,
  at timestamptz not null,
  seconds int not null,
  primary key (workspace, conversation, seq)
);
create index feedback_wait_handle on feedback_wait (workspace, handle_kind, handle_value, at);

create table feedback_topic (
  workspace uuid not null,
  id uuid not null,
  family text not null,
  name text not null,
  is_named boolean not null default false,
  words jsonb not null,
  pinned text[] not null default '{}',
  stability double precision,
  merged_into uuid,
  state text not null default 'open',
  revision int not null default 1,
  made_by text not null,
  made_at timestamptz not null,
  primary key (workspace, id)
);

create table feedback_unit_topic (
  workspace uuid not null,
  unit uuid not null,
  topic uuid not null,
  share double precision not null,
  by text not null,
  primary key (workspace, unit, topic),
  foreign key (workspace, unit) references feedback_unit on delete cascade
);
create index feedback_unit_topic_topic on feedback_unit_topic (workspace, topic);

-- What a person said of a unit, and what the machine had said.
create table feedback_label (
  workspace uuid not null,
  unit uuid not null,
  sentiment text not null default '',
  guessed text not null default '',
  guessed_by text not null default '',
  topics uuid[],
  by text not null,
  at timestamptz not null,
  primary key (workspace, unit),
  foreign key (workspace, unit) references feedback_unit on delete cascade
);

create table feedback_search (
  workspace uuid primary key,
  state text not null,
  progress double precision not null default 0,
  problem text not null default '',
  texts int not null default 0,
  topics int not null default 0,
  asked_by text not null,
  asked_at timestamptz not null,
  finished_at timestamptz,
  claimed_until timestamptz
);

create table feedback_model (
  workspace uuid not null,
  family text not null,
  labels int not null default 0,
  fitted_at timestamptz,
  model bytea,
  figures jsonb not null default '{}',
  is_wanted boolean not null default false,
  claimed_until timestamptz,
  primary key (workspace, family)
);
