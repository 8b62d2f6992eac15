-- One row per workspace; locking it makes numbers gapless and publications follow one another.
create table bot_head (
  workspace uuid primary key,
  last_number int not null default 0,
  published int,
  publications int not null default 0
);

-- What the bot knows, under one number. Snapshot and model are files named by their checksums, written before they are
-- named here; once named they never change. `report` is how the suite judged it, and may be judged again.
create table bot_version (
  workspace uuid not null,
  number int not null,
  made_at timestamptz not null,
  made_by text not null,
  made_name text not null default '',
  snapshot text,
  model text,
  model_bytes bigint not null default 0,
  encoders text[] not null default '{}',
  weakened boolean not null default false,
  settings jsonb,
  figures jsonb,
  report jsonb,
  judged_suite bigint,
  judged_against int,
  trained_at timestamptz,
  primary key (workspace, number)
);

-- Work in the background for a version: training, judgement (the suite again), replay (last week's questions).
-- queued > running > done | failed. A running row without a heartbeat is taken again by another worker.
create table bot_task (
  workspace uuid not null,
  number int not null,
  kind text not null,
  state text not null default 'queued',
  progress int not null default 0,
  step text not null default '',
  problem text,
  attempts int not null default 0,
  worker uuid,
  queued_at timestamptz not null,
  started_at timestamptz,
  heartbeat_at timestamptz,
  ended_at timestamptz,
  primary key (workspace, number, kind),
  foreign key (workspace, number) references bot_version
);
create index bot_task_open on bot_task (queued_at) where state in ('queued', 'running');
-- One at a time for each workspace; two workers that claim at the same moment meet here.
create unique index bot_task_one on bot_task (workspace) where state = 'running';

create table bot_publication (
  workspace uuid not null,
  place int not null,
  number int not null,
  before int,
  is_return boolean not null,
  at timestamptz not null,
  by text not null,
  name text not null default '',
  primary key (workspace, place),
  foreign key (workspace, number) references bot_version
);

-- The suite: what the bot must understand, must not answer, and how dialogs must go.
create table bot_suite (
  workspace uuid primary key,
  settings jsonb not null,
  revision bigint not null default 1
);

create table bot_suite_phrasing (
  workspace uuid not null,
  id uuid not null,
  text text not null,
  normal text not null,
  language text not null,
  -- Null: nobody wrote an answer for it, and the bot must not give one.
  article uuid,
  topic text not null default '',
  -- Questions out of scope: the threshold is fitted on one half and judged on the other.
  half text not null default 'judge',
  made_at timestamptz not null,
  made_by text not null,
  primary key (workspace, id)
);
create unique index bot_suite_phrasing_once on bot_suite_phrasing (workspace, md5(normal));

create table bot_suite_dialog (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  language text not null,
  channel text not null default 'webchat',
  turns jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (workspace, id)
);

-- Last week's questions whose answer a version would change.
create table bot_replay_change (
  workspace uuid not null,
  number int not null,
  place int not null,
  change jsonb not null,
  primary key (workspace, number, place)
);
create table bot_replay (
  workspace uuid not null,
  number int not null,
  against int,
  figures jsonb not null,
  at timestamptz not null,
  primary key (workspace, number)
);
