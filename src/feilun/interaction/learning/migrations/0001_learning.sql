-- When the questions of a workspace were grouped last. Whoever groups them holds the row until `claimed_until`.
create table learning_run (
  workspace uuid primary key,
  wanted_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  claim uuid,
  claimed_until timestamptz,
  state text not null default 'new',
  step text not null default '',
  progress double precision not null default 0,
  problem text not null default '',
  questions int not null default 0,
  singles int not null default 0,
  encoder text not null default ''
);
create index learning_run_due on learning_run (finished_at nulls first);

-- A group of questions that the bot did not answer, or answered badly. Its id stays over the runs.
create table learning_gap (
  workspace uuid not null,
  id uuid not null,
  title text not null,
  family text not null,
  size int not null,
  -- Questions in each of the last eight times seven days, the oldest first.
  weeks int[] not null,
  trend double precision not null,
  weight double precision not null,
  reasons jsonb not null,
  nearest uuid,
  nearest_title text not null default '',
  nearest_phrasing text not null default '',
  likeness double precision not null default 0,
  kind text not null,
  state text not null default 'open',
  reason text not null default '',
  decided_by text not null default '',
  decided_by_name text not null default '',
  decided_at timestamptz,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (workspace, id)
);
create index learning_gap_weight on learning_gap (workspace, state, weight desc, id);

create table learning_gap_question (
  workspace uuid not null,
  gap uuid not null,
  decision uuid not null,
  conversation uuid not null,
  seq bigint not null,
  at timestamptz not null,
  text text not null,
  language text not null,
  reason text not null,
  page text not null default '',
  -- How like the middle of the group it is.
  likeness double precision not null default 1,
  primary key (workspace, decision)
);
create index learning_gap_question_gap on learning_gap_question (workspace, gap, at desc, decision);

create table learning_proposal (
  workspace uuid not null,
  id uuid not null,
  gap uuid not null,
  kind text not null,
  article uuid,
  title text not null,
  topic text not null default '',
  phrasings jsonb not null,
  answers jsonb not null,
  evidence jsonb not null,
  findings jsonb not null default '[]',
  gain jsonb,
  revision int not null default 1,
  -- Up to which revision the gain was computed; by whom it is being computed.
  judged_revision int not null default 0,
  claimed_until timestamptz,
  attempts int not null default 0,
  state text not null default 'open',
  reason text not null default '',
  made_at timestamptz not null,
  made_by text not null,
  changed_at timestamptz not null,
  decided_at timestamptz,
  decided_by text not null default '',
  decided_by_name text not null default '',
  draft uuid,
  draft_revision int,
  primary key (workspace, id)
);
create unique index learning_proposal_open on learning_proposal (workspace, gap) where state = 'open';
create index learning_proposal_newest on learning_proposal (workspace, state, made_at desc, id desc);
create index learning_proposal_unjudged on learning_proposal (made_at) where state = 'open' and judged_revision < revision;
