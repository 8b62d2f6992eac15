-- What became of every line of an imported file.
create table article_import (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  report jsonb not null,
  at timestamptz not null,
  primary key (workspace, id)
);
