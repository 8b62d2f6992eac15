-- A survey: its draft, and how it is answered. `link` is the secret of the open link; `version` the newest published.
create table survey (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  link text not null,
  state text not null default 'draft',
  revision int not null default 1,
  draft jsonb not null,
  version int not null default 0,
  published_revision int not null default 0,
  settings jsonb not null default '{}',
  -- Salts the prints of devices and addresses, so that they mean nothing outside this survey.
  salt bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  changed_by_name text not null default '',
  opened_at timestamptz,
  closed_at timestamptz,
  deleted_at timestamptz,
  primary key (workspace, id)
);
create unique index survey_link on survey (link);
create index survey_time on survey (workspace, created_at desc, id desc) where deleted_at is null;

-- What respondents answer. Never changed: a response keeps the version it began with.
create table survey_version (
  workspace uuid not null,
  survey uuid not null,
  number int not null,
  revision int not null,
  form jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (workspace, survey, number)
);

-- One respondent's way through. Ids grow with time, so pages of responses are read along the primary key.
-- What changes with every page of answers stands in no index, so a save touches the row alone.
create table survey_response (
  workspace uuid not null,
  survey uuid not null,
  id uuid not null,
  version int not null,
  token text not null,
  respondent text,
  invitation text,
  customer uuid,
  handles jsonb not null default '[]',
  channel text not null default '',
  language text not null default '',
  page text not null default '',
  seed bigint not null,
  given jsonb not null default '{}',
  answers jsonb not null default '{}',
  passed jsonb not null default '[]',
  state text not null default 'started',
  ending text not null default '',
  quota text not null default '',
  seq int not null default 0,
  print bytea,
  edit int not null default 0,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  completed_at timestamptz,
  seconds int not null default 0,
  flags text[] not null default '{}',
  weight double precision not null default 1,
  excluded_at timestamptz,
  excluded_by text not null default '',
  excluded_because text not null default '',
  simulated boolean not null default false,
  device bytea,
  address bytea,
  -- The next moment at which the job looks whether she is gone.
  look_at timestamptz,
  primary key (workspace, survey, id)
) with (fillfactor = 80);
create unique index survey_response_token on survey_response (token);
create unique index survey_response_respondent on survey_response (workspace, survey, respondent) where respondent is not null;
create unique index survey_response_invitation on survey_response (workspace, survey, invitation) where invitation is not null;
create index survey_response_state on survey_response (workspace, survey, simulated, state, id);
create index survey_response_flagged on survey_response (workspace, survey, id) where flags <> '{}';
create index survey_response_look on survey_response (look_at) where look_at is not null;
create index survey_response_customer on survey_response (workspace, customer) where customer is not null;
create index survey_response_completed on survey_response (workspace, survey, completed_at desc) where completed_at is not null and not simulated;

-- Cells as published last. `taken` are counted, `reserved` are on their way; both together never pass the limit.
create table survey_quota (
  workspace uuid not null,
  survey uuid not null,
  quota text not null,
  name text not null default '',
  most int not null,
  taken int not null default 0,
  reserved int not null default 0,
  dropped boolean not null default false,
  primary key (workspace, survey, quota)
) with (fillfactor = 50);

-- Who holds a slot of which cell.
create table survey_slot (
  workspace uuid not null,
  survey uuid not null,
  response uuid not null,
  quota text not null,
  taken boolean not null default false,
  look_at timestamptz,
  primary key (workspace, survey, response, quota)
);
create index survey_slot_look on survey_slot (look_at) where look_at is not null;

-- What two responses may share: a device, an address, the words of an open answer. Hashes with the survey's salt.
create table survey_print (
  workspace uuid not null,
  survey uuid not null,
  kind text not null,
  print bytea not null,
  response uuid not null,
  at timestamptz not null,
  primary key (workspace, survey, kind, print, response)
);
create index survey_print_response on survey_print (workspace, survey, response);

-- Files that respondents sent. The bytes lie among the blobs under workspace/surveys/id.
create table survey_file (
  workspace uuid not null,
  survey uuid not null,
  response uuid not null,
  id uuid not null,
  question text not null,
  name text not null,
  type text not null,
  size int not null,
  at timestamptz not null,
  primary key (workspace, survey, response, id)
);

-- Whose answers these are is asked by handle, so that answers given before she was known are hers as well.
create index survey_response_handles on survey_response using gin (handles jsonb_path_ops);
