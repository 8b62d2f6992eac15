-- How one survey reaches people: whom, when, how often, on which channels, and what it is to change.
create table survey_reach (
  workspace uuid not null,
  id uuid not null,
  survey uuid not null,
  kind text not null,
  reach jsonb not null,
  is_on boolean not null default false,
  -- What happened before it was switched on invites nobody, also when the log is read again.
  on_since timestamptz,
  next_sweep_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by text not null,
  deleted_at timestamptz,
  primary key (workspace, id)
);
create index survey_reach_of on survey_reach (workspace, survey) where deleted_at is null;
create index survey_reach_due on survey_reach (next_sweep_at) where is_on and deleted_at is null and kind = 'email';

-- One ask of one person, or that she was not asked and by which rule. `person` is her customer, else her handle.
create table survey_invitation (
  workspace uuid not null,
  id uuid not null,
  survey uuid not null,
  reach uuid,
  kind text not null,
  -- The same key is the same ask, however often it is tried.
  key text not null,
  token text,
  person text not null,
  customer uuid,
  handles jsonb not null default '[]',
  language text not null default '',
  channel text not null,
  state text not null check (state in
    ('queued', 'sent', 'bounced', 'opened', 'started', 'partial', 'complete', 'refused', 'expired')),
  rule text not null default '',
  reason text not null default '',
  -- How often she was asked with this invitation, reminders with it.
  asks integer not null default 0,
  answered_before boolean not null default false,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- When the next reminder may come, and until when nobody needs to try again.
  next_at timestamptz,
  until timestamptz,
  expires_at timestamptz,
  sent_at timestamptz,
  opened_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  dismissed_at timestamptz,
  looked_at timestamptz,
  response uuid,
  goal_at timestamptz,
  primary key (workspace, id)
);
create unique index survey_invitation_key on survey_invitation (workspace, key);
create unique index survey_invitation_token on survey_invitation (token) where token is not null;
create index survey_invitation_of on survey_invitation (workspace, survey, id desc);
create index survey_invitation_person on survey_invitation (workspace, reach, person);
create index survey_invitation_customer on survey_invitation (workspace, customer) where customer is not null;
create index survey_invitation_due on survey_invitation (next_at) where next_at is not null;
create index survey_invitation_end on survey_invitation (expires_at)
  where state in ('queued', 'sent', 'bounced', 'opened', 'started', 'partial');

-- Responses whose answer was told to the ledger: a log that is read again must not answer a later ask.
create table survey_answer_heard (
  workspace uuid not null,
  response uuid not null,
  primary key (workspace, response)
);
