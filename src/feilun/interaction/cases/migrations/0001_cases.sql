-- What opens a case, in the order of `place`; the first that fits opens it.
create table case_rule (
  workspace uuid not null,
  id uuid not null,
  place integer not null,
  name text not null,
  is_on boolean not null,
  rule jsonb not null,
  revision integer not null default 1,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (workspace, id)
);

-- One thing that went wrong for one customer.
create table customer_case (
  workspace uuid not null,
  id uuid not null,
  number bigint not null,
  rule uuid,
  title text not null,
  cause jsonb not null,
  customer uuid,
  handles jsonb not null,
  channel text not null,
  language text not null,
  severity text not null check (severity in ('low', 'normal', 'high')),
  state text not null check (state in ('open', 'contacted', 'solved', 'closed')),
  owner uuid,
  remedy text not null default '',
  root_cause text not null default '',
  outcome text not null default '',
  resurvey uuid,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  contacted_at timestamptz,
  solved_at timestamptz,
  closed_at timestamptz,
  escalated_at timestamptz,
  recovered boolean,
  revision integer not null default 1,
  primary key (workspace, id),
  unique (workspace, number)
);
create index customer_case_due on customer_case (workspace, state, due_at);
create index customer_case_owner on customer_case (workspace, owner, state);
create index customer_case_late on customer_case (due_at) where state in ('open', 'contacted') and escalated_at is null;

create table case_handle (
  workspace uuid not null,
  handle_kind text not null,
  handle_value text not null,
  "case" uuid not null,
  primary key (workspace, handle_kind, handle_value, "case"),
  foreign key (workspace, "case") references customer_case (workspace, id) on delete cascade
);

-- What happened in a case, in order, by whom; never changed.
create table case_entry (
  workspace uuid not null,
  "case" uuid not null,
  number integer not null,
  kind text not null,
  text text not null,
  detail jsonb not null,
  by text not null,
  at timestamptz not null,
  primary key (workspace, "case", number),
  foreign key (workspace, "case") references customer_case (workspace, id) on delete cascade
);

-- The scores a customer gave, for "fell by three since last time" and for whether she came back.
create table case_score (
  workspace uuid not null,
  response uuid not null,
  question text not null,
  survey uuid not null,
  kind text not null,
  value double precision not null,
  at timestamptz not null,
  primary key (workspace, response, question)
);
create table case_score_handle (
  workspace uuid not null,
  handle_kind text not null,
  handle_value text not null,
  response uuid not null,
  primary key (workspace, handle_kind, handle_value, response)
);

-- What may be decided by whom, in words and as clauses; a version that was published is never changed.
create table case_policy (
  workspace uuid not null,
  version integer not null,
  words text not null,
  clauses jsonb not null,
  written_by text not null,
  written_at timestamptz not null,
  published_by text,
  published_at timestamptz,
  primary key (workspace, version)
);

create table case_decision (
  workspace uuid not null,
  id uuid not null,
  "case" uuid not null,
  policy integer not null,
  clause text not null,
  remedy jsonb not null,
  checks jsonb not null,
  amount bigint not null,
  month text not null,
  voucher text,
  message_key text,
  decided_by text not null,
  decided_at timestamptz not null,
  reversed_by text,
  reversed_at timestamptz,
  reversed_why text,
  primary key (workspace, id),
  foreign key (workspace, "case") references customer_case (workspace, id)
);
create index case_decision_case on case_decision (workspace, "case");
create unique index case_decision_voucher on case_decision (workspace, voucher) where voucher is not null;

-- What a clause has given in a month, in cents; its row is the lock of the budget.
create table case_budget (
  workspace uuid not null,
  clause text not null,
  month text not null,
  spent bigint not null default 0,
  primary key (workspace, clause, month)
);

-- What was heard already, whether it opened a case or joined one: the log may be read again.
create table case_heard (
  workspace uuid not null,
  source text not null,
  primary key (workspace, source)
);
