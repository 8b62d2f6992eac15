-- Who speaks: bot, requested, waiting, agent, offline, closed. Each change is a row of handover_move.
alter table conversation add column speaker text not null default 'waiting';
-- The number of the last hand-over, and why it was asked for while one is under way.
alter table conversation add column handovers int not null default 0;
alter table conversation add column handover_reason text not null default '';
alter table conversation add column moves int not null default 0;
-- The number of the customer's last message: what an answer must be an answer to.
alter table conversation add column customer_seq bigint not null default 0;
-- zh-CN, zh-TW or en; empty until she wrote.
alter table conversation add column language text not null default '';

update conversation set speaker = case
  when state = 'resolved' then 'closed' when assignee is not null then 'agent' else 'waiting' end;
update conversation c set customer_seq = coalesce((
  select max(m.seq) from message m where m.workspace = c.workspace and m.conversation = c.id
    and m.sender_kind = 'customer' and m.type in ('text', 'card')), 0);
alter table conversation alter column speaker drop default;

-- Conversations in which the bot speaks wait for nobody.
drop index conversation_unassigned;
create index conversation_unassigned on conversation (workspace, last_at desc, id desc)
  where state = 'open' and assignee is null and speaker <> 'bot';
create index conversation_bot on conversation (workspace, last_at desc, id desc)
  where state = 'open' and speaker = 'bot';
create index conversation_queue on conversation (workspace, waiting_since, id)
  where state = 'open' and assignee is null and waiting_since is not null and speaker in ('waiting', 'offline');

create table handover (
  workspace uuid not null,
  conversation uuid not null,
  number int not null,
  reason text not null,
  briefing jsonb not null,
  asked_by text not null,
  requested_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by text,
  ended_at timestamptz,
  ended_by text,
  -- How it ended: returned, left, resolved.
  outcome text,
  primary key (workspace, conversation, number)
);
create index handover_accepted on handover (workspace, accepted_at desc) where accepted_at is not null;

create table handover_move (
  workspace uuid not null,
  conversation uuid not null,
  step int not null,
  number int not null,
  from_speaker text not null,
  to_speaker text not null,
  reason text not null,
  moved_by text not null,
  at timestamptz not null,
  primary key (workspace, conversation, step)
);
