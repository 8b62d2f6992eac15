-- What is wrong among the articles of a workspace, as it was found last. `wanted` names the articles that shall be
-- looked at, `checked` those that were; they are the same once nothing is left to do.
create table article_check (
  workspace uuid primary key,
  wanted text not null,
  checked text not null default '',
  state text not null,
  progress double precision not null default 0,
  findings jsonb not null default '[]',
  articles int not null default 0,
  phrasings int not null default 0,
  encoder text not null default '',
  worker uuid,
  lease_until timestamptz,
  finished_at timestamptz
);
create index article_check_open on article_check (lease_until) where state <> 'done';
