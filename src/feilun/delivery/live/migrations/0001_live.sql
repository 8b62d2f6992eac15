-- Numbered streams: the truth of every live connection. `top` is the last number given; no number is ever skipped.
-- The epoch changes only if a stream is made anew, so that a client with an old place learns that it has nothing.
create table stream (
  workspace uuid not null,
  name text not null,
  epoch text not null,
  top bigint not null default 0,
  primary key (workspace, name)
) with (fillfactor = 50);

create table publication (
  workspace uuid not null,
  stream text not null,
  seq bigint not null,
  cid text not null,
  sender text not null,
  at timestamptz not null,
  type text not null,
  body jsonb not null,
  primary key (workspace, stream, seq)
);
-- A repeated send gets the answer of the first one, for ever.
create unique index publication_once on publication (workspace, stream, sender, cid);

-- What signs connection tokens (`connection`) and proves a visitor's user id (`identity`), per workspace.
create table live_secret (
  workspace uuid not null,
  purpose text not null,
  secret text not null,
  made_at timestamptz not null,
  primary key (workspace, purpose)
);

-- One thread per visitor: found by the user id once that was proved, else by the anonymous id of the device.
create table visitor (
  workspace uuid not null,
  id uuid not null,
  user_id text,
  anonymous_id text,
  made_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (workspace, id)
);
create unique index visitor_by_user on visitor (workspace, user_id) where user_id is not null;
create unique index visitor_by_device on visitor (workspace, anonymous_id) where user_id is null;

-- Staff with a live connection; a row that no node refreshes is a connection that is gone.
create table live_presence (
  workspace uuid not null,
  person uuid not null,
  connection uuid not null,
  name text not null,
  rights text[] not null,
  seen_at timestamptz not null,
  primary key (workspace, person, connection)
);
