-- What was said, by whom, when and how: never updated. A statement belongs to a handle, not to a customer, so it
-- follows merges and splits by itself; what holds for a customer is the strictest of her handles.
create table consent_statement (
  workspace uuid not null,
  id uuid not null,
  handle_kind text not null,
  handle_value text not null,
  channel text not null,
  topic text not null,
  state text not null,
  source text not null,
  author text not null,
  ip text not null default '',
  note text not null default '',
  at timestamptz not null,
  primary key (workspace, id)
);
create index consent_statement_newest
  on consent_statement (workspace, handle_kind, handle_value, channel, topic, at desc, id desc);
