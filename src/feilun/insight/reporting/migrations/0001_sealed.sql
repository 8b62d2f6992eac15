-- A sealed block: some responses of one survey with their answers laid out in columns, as a blob. The table stays the
-- truth: a row below says which save of a response the block holds, and any later save makes readers pass it over.
-- `writing` until its blob is whole, `standing`, then `leaving` until its blob is gone: a job that dies is finished later.
create table survey_block (
  id bigint generated always as identity primary key,
  workspace uuid not null,
  survey uuid not null,
  state text not null default 'writing',
  number int not null default 0,
  at timestamptz not null
);
create index survey_block_survey on survey_block (workspace, survey, id);
create index survey_block_loose on survey_block (at) where state <> 'standing';

create table survey_sealed (
  workspace uuid not null,
  survey uuid not null,
  response uuid not null,
  block bigint not null,
  place int not null,
  seq int not null,
  updated_at timestamptz not null,
  primary key (workspace, survey, response)
);
create index survey_sealed_block on survey_sealed (block);

-- Until when the completions of a survey were looked at.
create table survey_look (
  workspace uuid not null,
  survey uuid not null,
  looked_at timestamptz not null,
  primary key (workspace, survey)
);
