-- A study: what is asked for which question of the market. `plan` may be unfinished; `design` is the standing one and
-- `design_print` the fingerprint of the part of the plan that it was made of.
create table study (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  kind text not null,
  plan jsonb not null,
  revision int not null default 1,
  design jsonb,
  design_print text not null default '',
  survey uuid,
  question text not null default '',
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  changed_by_name text not null default '',
  deleted_at timestamptz,
  primary key (workspace, id)
);
create index study_time on study (workspace, created_at desc, id desc) where deleted_at is null;

-- Work that takes its time: a design, or an estimate. Claimed by one worker, kept by its heartbeat, begun again by
-- another when that stops. The draws of an estimate are a blob named by its id.
create table study_task (
  workspace uuid not null,
  id uuid not null,
  study uuid not null,
  kind text not null,
  model text not null default '',
  settings jsonb not null default '{}',
  filter jsonb not null default '{}',
  state text not null default 'due',
  progress int not null default 0,
  step text not null default '',
  problem text,
  attempts int not null default 0,
  worker uuid,
  queued_at timestamptz not null,
  started_at timestamptz,
  heartbeat_at timestamptz,
  ended_at timestamptz,
  queued_by text not null,
  queued_by_name text not null default '',
  plan jsonb not null,
  base int not null default 0,
  tasks int not null default 0,
  result jsonb,
  has_draws boolean not null default false,
  primary key (workspace, id),
  foreign key (workspace, study) references study
);
create index study_task_open on study_task (queued_at) where state in ('due', 'running');
create index study_task_study on study_task (workspace, study, kind, id desc);

-- A market that people want to come back to.
create table study_scenario (
  workspace uuid not null,
  id uuid not null,
  study uuid not null,
  name text not null,
  market jsonb not null,
  revision int not null default 1,
  changed_at timestamptz not null,
  changed_by_name text not null default '',
  primary key (workspace, id),
  foreign key (workspace, study) references study
);
create index study_scenario_study on study_scenario (workspace, study, id);
