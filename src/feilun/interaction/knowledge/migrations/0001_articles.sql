-- What the bot knows. An article is a row of counters beside its revisions; the words lie in the revisions alone,
-- and a repetition for lists and searching stands in the row.
create table article (
  workspace uuid not null,
  id uuid not null,
  external_id text,
  title text not null,
  topic text not null,
  -- The newest revision, and the one in force (none before the first approval and after a withdrawal).
  revision int not null,
  approved_revision int,
  archived_at timestamptz,
  phrasings jsonb not null,
  languages text[] not null,
  -- Flow, hand-over, validity and the number of problems of the newest revision.
  head jsonb not null,
  words text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by text not null,
  changed_by_name text not null,
  primary key (workspace, id)
);
create unique index article_external on article (workspace, external_id) where external_id is not null;
create index article_newest on article (workspace, changed_at desc, id desc);

create table article_revision (
  workspace uuid not null,
  article uuid not null,
  number int not null,
  content jsonb not null,
  state text not null,
  origin jsonb not null,
  author text not null,
  author_name text not null,
  at timestamptz not null,
  approved_by text,
  approved_by_name text,
  approved_at timestamptz,
  primary key (workspace, article, number)
);

create table article_file (
  workspace uuid not null,
  id uuid not null,
  token text not null,
  name text not null,
  type text not null,
  size bigint not null,
  author text not null,
  at timestamptz not null,
  primary key (workspace, id)
);
create unique index article_file_token on article_file (token);
