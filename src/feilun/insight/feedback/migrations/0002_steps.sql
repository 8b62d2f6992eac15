-- How a text came to be labelled: only those drawn by chance say how right the machine is.
alter table feedback_label add column picked text not null default 'fair';

-- What people did to topics, and of each touched topic what it was before, so that it can be taken back.
create table feedback_step (
  workspace uuid not null,
  id uuid not null,
  kind text not null,
  family text not null,
  subject text not null,
  result text not null,
  before jsonb not null,
  topics uuid[] not null,
  made uuid[] not null default '{}',
  by text not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by text,
  primary key (workspace, id)
);
create index feedback_step_time on feedback_step (workspace, at desc, id);
create index feedback_unit_question on feedback_unit (workspace, survey, question) where survey is not null;
