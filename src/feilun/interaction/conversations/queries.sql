-- name: lock_heads
insert into thread_head (workspace, thread)
select w, t from (select unnest(%(workspaces)s::uuid[]) as w, unnest(%(threads)s::uuid[]) as t) as wanted
order by w, t
on conflict (workspace, thread) do update set thread = excluded.thread
returning workspace, thread, conversation

-- name: lock_conversations
select c.* from conversation c
join (select unnest(%(workspaces)s::uuid[]) as w, unnest(%(ids)s::uuid[]) as i) as wanted
  on c.workspace = wanted.w and c.id = wanted.i
order by c.workspace, c.id
for update of c

-- name: known_messages
select m.workspace, m.thread, m.conversation, m.seq, m.cid, m.sender_kind, m.sender, m.sender_name, m.type, m.body, m.at
from message m
join (
  select unnest(%(workspaces)s::uuid[]) as w, unnest(%(threads)s::uuid[]) as t,
         unnest(%(senders)s::text[]) as s, unnest(%(cids)s::text[]) as c
) as wanted on m.workspace = wanted.w and m.thread = wanted.t and m.sender = wanted.s and m.cid = wanted.c

-- name: newer_messages
select seq, cid, sender_kind, sender, sender_name, type, body, at from message
where workspace = %(workspace)s and conversation = %(conversation)s and seq > %(seq)s
  and sender <> %(sender)s and type in ('text', 'card', 'note')
order by seq limit 50

-- name: keep_conversation
insert into conversation (workspace, id, thread, channel, route_kind, route_value, state, assignee, top, opened_at,
  waiting_since, resolved_at, closings, rating, last_text, last_at, speaker, handovers, handover_reason, moves,
  customer_seq, language)
values (%(workspace)s, %(id)s, %(thread)s, %(channel)s, %(route_kind)s, %(route_value)s, %(state)s, %(assignee)s,
  %(top)s, %(opened_at)s, %(waiting_since)s, %(resolved_at)s, %(closings)s, %(rating)s, %(last_text)s, %(last_at)s,
  %(speaker)s, %(handovers)s, %(handover_reason)s, %(moves)s, %(customer_seq)s, %(language)s)
on conflict (workspace, id) do update set
  route_kind = excluded.route_kind, route_value = excluded.route_value, state = excluded.state,
  assignee = excluded.assignee, top = excluded.top, opened_at = excluded.opened_at,
  waiting_since = excluded.waiting_since, resolved_at = excluded.resolved_at, closings = excluded.closings,
  rating = excluded.rating, last_text = excluded.last_text, last_at = excluded.last_at, speaker = excluded.speaker,
  handovers = excluded.handovers, handover_reason = excluded.handover_reason, moves = excluded.moves,
  customer_seq = excluded.customer_seq, language = excluded.language

-- name: move_head
update thread_head set conversation = %(conversation)s where workspace = %(workspace)s and thread = %(thread)s

-- name: add_messages
insert into message (workspace, conversation, seq, thread, cid, sender_kind, sender, sender_name, type, body, cause, at)
select unnest(%(workspaces)s::uuid[]), unnest(%(conversations)s::uuid[]), unnest(%(seqs)s::bigint[]),
  unnest(%(threads)s::uuid[]), unnest(%(cids)s::text[]), unnest(%(kinds)s::text[]), unnest(%(senders)s::text[]),
  unnest(%(names)s::text[]), unnest(%(types)s::text[]), unnest(%(bodies)s::text[])::jsonb,
  unnest(%(causes)s::text[])::jsonb, unnest(%(ats)s::timestamptz[])

-- name: conversation
select * from conversation where workspace = %(workspace)s and id = %(id)s

-- name: head
select conversation from thread_head where workspace = %(workspace)s and thread = %(thread)s

-- name: thread_of
select thread from conversation where workspace = %(workspace)s and id = %(id)s

-- name: read_by_visitor
update thread_head set read_seq = greatest(read_seq, %(seq)s)
where workspace = %(workspace)s and thread = %(thread)s returning conversation

-- name: read_by_person
insert into conversation_read (workspace, conversation, person, seq)
values (%(workspace)s, %(conversation)s, %(person)s, %(seq)s)
on conflict (workspace, conversation, person) do update set seq = greatest(conversation_read.seq, excluded.seq)

-- name: messages
select seq, cid, sender_kind, sender, sender_name, type, body, at from message
where workspace = %(workspace)s and conversation = %(conversation)s and seq < %(before)s
order by seq desc limit %(limit)s

-- name: conversations
-- `reading` puts the conditions that are asked for in place of the mark, so that each box finds its own index.
select c.*, a.name as assignee_name, unread.number as unread
from conversation c
left join desk_agent a on a.workspace = c.workspace and a.person = c.assignee
left join lateral (
  select count(*) as number from message m
  where c.speaker <> 'bot'
    and m.workspace = c.workspace and m.conversation = c.id and m.sender_kind = 'customer' and m.type <> 'rating'
    and m.seq > coalesce((select r.seq from conversation_read r where r.workspace = c.workspace
                          and r.conversation = c.id and r.person = %(person)s), 0)
) as unread on true
where c.workspace = %(workspace)s /* and more */
order by c.last_at desc, c.id desc
limit %(limit)s

-- name: meet_agent
insert into desk_agent (workspace, person, name, can_answer)
values (%(workspace)s, %(person)s, %(name)s, %(can_answer)s)
on conflict (workspace, person) do update set name = excluded.name, can_answer = excluded.can_answer
where (desk_agent.name, desk_agent.can_answer) is distinct from (excluded.name, excluded.can_answer)

-- name: agents
select person, name, can_answer from desk_agent where workspace = %(workspace)s order by name, person

-- name: agent
select person, name, can_answer from desk_agent where workspace = %(workspace)s and person = %(person)s

-- name: lock_routing
-- One decision at a time in a workspace, so that two openings at once do not both find the same agent idle.
select pg_advisory_xact_lock(hashtextextended(%(workspace)s::text, 7401))

-- name: loads
select a.person, a.assigned_at, count(c.id) as open
from desk_agent a
left join conversation c on c.workspace = a.workspace and c.assignee = a.person and c.state = 'open'
where a.workspace = %(workspace)s and a.person = any(%(people)s) and a.can_answer
group by a.person, a.assigned_at

-- name: note_assigned
update desk_agent set assigned_at = %(now)s where workspace = %(workspace)s and person = %(person)s

-- name: waiting_workspaces
select distinct workspace from conversation
where state = 'open' and assignee is null and waiting_since is not null and speaker in ('waiting', 'offline')

-- name: claim_waiting
select id from conversation
where workspace = %(workspace)s and state = 'open' and assignee is null and waiting_since is not null
  and speaker in ('waiting', 'offline')
order by waiting_since, id limit 20 for update skip locked

-- name: add_rating
insert into conversation_rating (workspace, conversation, closing, score, comment, at)
values (%(workspace)s, %(conversation)s, %(closing)s, %(score)s, %(comment)s, %(now)s)
on conflict do nothing returning closing

-- name: canned_replies
select id, shortcut, text from canned_reply where workspace = %(workspace)s order by shortcut, id

-- name: add_canned_reply
insert into canned_reply (workspace, id, shortcut, text, made_at)
values (%(workspace)s, %(id)s, %(shortcut)s, %(text)s, %(now)s)

-- name: delete_canned_reply
delete from canned_reply where workspace = %(workspace)s and id = %(id)s

-- name: lines_after
-- What was said after each of some messages, up to forty messages, without notes and without what machines say.
select w.place, m.seq, m.sender_kind as kind, m.body->>'text' as text, m.at
from unnest(%(conversations)s::uuid[], %(seqs)s::bigint[]) with ordinality as w(conversation, seq, place)
join message m on m.workspace = %(workspace)s and m.conversation = w.conversation and m.seq > w.seq
  and m.seq <= w.seq + 40
where m.type = 'text' and m.cause is null and m.sender_kind in ('staff', 'customer') and m.body->>'text' <> ''
order by w.place, m.seq

-- name: has_answered
select exists (select from message where workspace = %(workspace)s and sender_kind = 'staff')
