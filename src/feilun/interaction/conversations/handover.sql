-- name: add_handover
insert into handover (workspace, conversation, number, reason, briefing, asked_by, requested_at)
values (%(workspace)s, %(conversation)s, %(number)s, %(reason)s, %(briefing)s, %(by)s, %(now)s)

-- name: accept_handover
update handover set accepted_at = %(now)s, accepted_by = %(by)s
where workspace = %(workspace)s and conversation = %(conversation)s and number = %(number)s and accepted_at is null
returning requested_at

-- name: end_handover
update handover set ended_at = %(now)s, ended_by = %(by)s, outcome = %(outcome)s
where workspace = %(workspace)s and conversation = %(conversation)s and number = %(number)s and ended_at is null
returning requested_at, accepted_at

-- name: add_move
insert into handover_move (workspace, conversation, step, number, from_speaker, to_speaker, reason, moved_by, at)
values (%(workspace)s, %(conversation)s, %(step)s, %(number)s, %(old)s, %(new)s, %(reason)s, %(by)s, %(now)s)

-- name: handovers
select h.number, h.reason, h.briefing, h.asked_by, h.requested_at, h.accepted_at, h.accepted_by,
  a.name as accepted_name, h.ended_at, h.ended_by, h.outcome
from handover h
left join desk_agent a on a.workspace = h.workspace and h.accepted_by = 'staff:' || a.person
where h.workspace = %(workspace)s and h.conversation = %(conversation)s
order by h.number desc

-- name: moves
select number, from_speaker, to_speaker, reason, moved_by, at from handover_move
where workspace = %(workspace)s and conversation = %(conversation)s
order by step

-- name: place_in_queue
-- How many wait for anybody since before this one.
select count(*) from conversation
where workspace = %(workspace)s and state = 'open' and assignee is null and waiting_since is not null
  and speaker in ('waiting', 'offline') and (waiting_since, id) < (%(since)s, %(conversation)s)

-- name: usual_wait
-- The middle of the last twenty waits; what a customer may be told to expect.
select percentile_cont(0.5) within group (order by extract(epoch from last.accepted_at - last.requested_at))
from (
  select requested_at, accepted_at from handover
  where workspace = %(workspace)s and accepted_at > %(since)s and reason <> 'taken_over'
  order by accepted_at desc limit 20
) as last

-- name: unanswered
-- The customer's words after the last ones of anybody else.
select seq, type, body from message m
where workspace = %(workspace)s and conversation = %(conversation)s and sender_kind = 'customer'
  and type in ('text', 'card') and seq > coalesce((
    select seq from message
    where workspace = %(workspace)s and conversation = %(conversation)s and sender_kind in ('staff', 'bot')
      and type in ('text', 'card')
    order by seq desc limit 1), 0)
order by seq limit 20

-- name: bot_name
select sender_name from message
where workspace = %(workspace)s and conversation = %(conversation)s and sender = 'bot:attendant' and sender_name <> ''
order by seq desc limit 1

-- name: try_routing
-- Never waits: a hand-over may come after words that hold the streams already, and who routes wants those next.
select pg_try_advisory_xact_lock(hashtextextended(%(workspace)s::text, 7401))

-- name: waited_too_long
select c.workspace, c.id from conversation c
where c.state = 'open' and c.speaker = 'waiting' and c.assignee is null and c.handover_reason <> ''
  and c.waiting_since is not null and c.waiting_since < %(before)s
order by c.workspace, c.id limit 100

-- name: add_briefing
update handover set briefing = briefing || %(briefing)s
where workspace = %(workspace)s and conversation = %(conversation)s and number = %(number)s
