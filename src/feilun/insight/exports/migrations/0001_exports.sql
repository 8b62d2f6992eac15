-- A file of a survey's answers or results: asked for, being written by a worker that holds a lease, or there.
create table survey_export (
  workspace uuid not null,
  id uuid not null,
  survey uuid not null,
  format text not null,
  wish jsonb not null,
  state text not null default 'due',
  progress double precision not null default 0,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  notes jsonb not null default '[]',
  problem text not null default '',
  created_at timestamptz not null,
  created_by text not null,
  created_by_name text not null,
  finished_at timestamptz,
  expires_at timestamptz not null,
  -- Who writes it, until when she may be silent, and how often it was begun. Each attempt writes a blob of its own.
  worker uuid,
  lease_until timestamptz,
  attempts int not null default 0,
  -- How many responses of the survey were erased when it was begun: with more of them the file holds what must be gone.
  erased bigint not null default 0,
  primary key (workspace, id)
);
create index survey_export_of on survey_export (workspace, survey, id desc);
create index survey_export_open on survey_export (created_at) where state in ('due', 'running');
create index survey_export_old on survey_export (expires_at);
