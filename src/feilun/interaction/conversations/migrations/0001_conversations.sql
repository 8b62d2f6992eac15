-- Conversations of visitors. `thread` is the visitor (delivery/live); who that is as a customer is asked when read.
create table conversation (
  workspace uuid not null,
  id uuid not null,
  thread uuid not null,
  channel text not null,
  -- The handle that wrote last. A reply goes there, whoever the customer turns out to be.
  route_kind text not null default '',
  route_value text not null default '',
  state text not null default 'open',
  assignee uuid,
  -- The number of the last message; messages are numbered without gaps.
  top bigint not null default 0,
  opened_at timestamptz not null,
  waiting_since timestamptz,
  resolved_at timestamptz,
  closings int not null default 0,
  rating int,
  last_text text not null default '',
  last_at timestamptz not null,
  primary key (workspace, id)
);
create index conversation_newest on conversation (workspace, last_at desc, id desc);
create index conversation_open on conversation (workspace, last_at desc, id desc) where state = 'open';
create index conversation_unassigned on conversation (workspace, last_at desc, id desc)
  where state = 'open' and assignee is null;
create index conversation_mine on conversation (workspace, assignee, last_at desc, id desc) where state = 'open';
create index conversation_of_thread on conversation (workspace, thread);

-- The conversation a visitor is in. Locking this row makes parallel first messages open one conversation.
create table thread_head (
  workspace uuid not null,
  thread uuid not null,
  conversation uuid,
  read_seq bigint not null default 0,
  primary key (workspace, thread)
);

create table message (
  workspace uuid not null,
  conversation uuid not null,
  seq bigint not null,
  thread uuid not null,
  cid text not null,
  sender_kind text not null,
  sender text not null,
  sender_name text not null default '',
  type text not null,
  body jsonb not null,
  cause jsonb,
  at timestamptz not null,
  primary key (workspace, conversation, seq)
);
create unique index message_once on message (workspace, thread, sender, cid);

create table conversation_read (
  workspace uuid not null,
  conversation uuid not null,
  person uuid not null,
  seq bigint not null,
  primary key (workspace, conversation, person)
);

create table conversation_rating (
  workspace uuid not null,
  conversation uuid not null,
  closing int not null,
  score int not null,
  comment text not null,
  at timestamptz not null,
  primary key (workspace, conversation, closing)
);

-- Staff as the desk has met them, so that a list can name people without asking who may sign in.
create table desk_agent (
  workspace uuid not null,
  person uuid not null,
  name text not null,
  can_answer boolean not null,
  assigned_at timestamptz,
  primary key (workspace, person)
);

create table canned_reply (
  workspace uuid not null,
  id uuid not null,
  shortcut text not null,
  text text not null,
  made_at timestamptz not null,
  primary key (workspace, id)
);

-- Search inside messages; Chinese has no blanks between words, so trigrams. Without the extension it reads all.
do $$ begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index message_text on message using gin ((body->>'text') gin_trgm_ops);
  end if;
end $$;
