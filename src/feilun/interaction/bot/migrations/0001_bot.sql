-- What a workspace decided about its bot: the draft that people write, and what is live.
create table bot_settings (
  workspace uuid primary key,
  draft jsonb not null,
  revision int not null default 1,
  changed_at timestamptz not null,
  changed_by text not null default '',
  live jsonb,
  live_revision int,
  live_at timestamptz,
  live_by text not null default ''
);

-- What customers said and nobody has answered yet: one row per conversation, written with her message, deleted with
-- the answer. Who answers holds it until `claimed_until`; when he dies, the next one takes it.
create table bot_turn (
  workspace uuid not null,
  conversation uuid not null,
  thread uuid not null,
  channel text not null,
  speaker text not null,
  language text not null default '',
  said jsonb not null,
  from_seq bigint not null,
  upto_seq bigint not null,
  first_at timestamptz not null,
  due_at timestamptz not null,
  -- What was decided and said already when another system is being asked in the middle of a flow.
  stage jsonb,
  claim uuid,
  claimed_until timestamptz,
  attempts int not null default 0,
  primary key (workspace, conversation)
);
create index bot_turn_due on bot_turn (due_at);

-- Where the bot's part of a conversation stands: misses in a row, what was asked, when it spoke last.
create table bot_talk (
  workspace uuid not null,
  conversation uuid not null,
  thread uuid not null,
  channel text not null,
  state jsonb not null,
  last_at timestamptz not null,
  primary key (workspace, conversation)
);
create index bot_talk_idle on bot_talk (last_at);

-- The page a visitor has open, and the language of her page, as the widget told.
create table bot_visit (
  workspace uuid not null,
  thread uuid not null,
  language text not null default '',
  page text not null default '',
  title text not null default '',
  at timestamptz not null,
  primary key (workspace, thread)
);

-- Every decision, with what it was made of. `text` is redacted.
create table bot_decision (
  workspace uuid not null,
  id uuid not null,
  conversation uuid not null,
  seq bigint not null,
  -- How often the conversation had been closed: writing again after that is a re-contact.
  closing int not null default 0,
  thread uuid not null,
  at timestamptz not null,
  channel text not null,
  language text not null,
  page text not null default '',
  text text not null,
  is_tap boolean not null,
  version int not null,
  route text not null,
  reason text not null default '',
  article text not null default '',
  title text not null default '',
  flow text not null default '',
  outcome text not null default '',
  confidence real,
  threshold real,
  guesses jsonb not null default '[]',
  offered jsonb not null default '[]',
  is_miss boolean not null default false,
  writer text not null default '',
  -- What the bot said, redacted.
  said text not null default '',
  why jsonb not null,
  ms int not null,
  -- A number from 0 to 1 made of the id: those below the workspace's share are the sample to audit.
  lot real not null,
  primary key (workspace, id)
);
create unique index bot_decision_once on bot_decision (workspace, conversation, seq);
create index bot_decision_newest on bot_decision (workspace, at desc, id desc);
create index bot_decision_thread on bot_decision (workspace, thread, at desc);
create index bot_decision_article on bot_decision (workspace, article, at desc) where article <> '';

-- What came of a decision: a fact with a time and an author. Silence is none.
create table bot_outcome (
  workspace uuid not null,
  decision uuid not null,
  kind text not null,
  value text not null,
  at timestamptz not null,
  by text not null default '',
  primary key (workspace, decision, kind)
);
create index bot_outcome_kind on bot_outcome (workspace, kind, at desc);
