-- name: settings
select draft, revision, changed_at, changed_by, live, live_revision, live_at, live_by
from bot_settings where workspace = %(workspace)s

-- name: live_settings
select live from bot_settings where workspace = %(workspace)s

-- name: is_on
-- Asked with every customer's message, so only these two are read.
select (live->>'is_on')::boolean and coalesce((live->'channels'->>%(channel)s)::boolean, false)
from bot_settings where workspace = %(workspace)s

-- name: quiet
select (live->>'quiet_ms')::int from bot_settings where workspace = %(workspace)s

-- name: open_settings
insert into bot_settings (workspace, draft, revision, changed_at) values (%(workspace)s, %(draft)s, 0, %(now)s)
on conflict do nothing

-- name: lock_settings
select revision from bot_settings where workspace = %(workspace)s for update

-- name: keep_draft
update bot_settings set draft = %(draft)s, revision = revision + 1, changed_at = %(now)s, changed_by = %(by)s
where workspace = %(workspace)s

-- name: publish_settings
update bot_settings set live = draft, live_revision = revision, live_at = %(now)s, live_by = %(by)s
where workspace = %(workspace)s

-- name: hear
-- A new message makes a held turn free again: whoever answers the older one is dropped by the number he expects.
-- Who is asking another system for a flow keeps it: the call belongs to what she said before.
insert into bot_turn as t (workspace, conversation, thread, channel, speaker, language, said, from_seq, upto_seq,
  first_at, due_at)
values (%(workspace)s, %(conversation)s, %(thread)s, %(channel)s, %(speaker)s, %(language)s, %(said)s, %(seq)s,
  %(seq)s, %(now)s, %(due)s)
on conflict (workspace, conversation) do update set
  speaker = excluded.speaker, language = excluded.language, upto_seq = greatest(t.upto_seq, excluded.upto_seq),
  said = case when jsonb_array_length(t.said) < %(most)s then t.said || excluded.said
         else (t.said - 0) || excluded.said end,
  due_at = least(excluded.due_at, greatest(t.first_at + %(longest)s, %(now)s)),
  claim = case when t.stage is null then null else t.claim end,
  claimed_until = case when t.stage is null then null else t.claimed_until end,
  attempts = case when t.stage is null then 0 else t.attempts end

-- name: claim_turns
update bot_turn t set claim = %(claim)s, claimed_until = %(until)s, attempts = attempts + 1
from (
  select workspace, conversation from bot_turn
  where due_at <= %(now)s and (claimed_until is null or claimed_until < %(now)s)
  order by due_at limit %(most)s for update skip locked
) as due
where t.workspace = due.workspace and t.conversation = due.conversation
returning t.*

-- name: renew_claims
-- A row that is locked is being written to or ended; to wait for it, with others in hand, could be to wait for ever.
update bot_turn t set claimed_until = %(until)s
from (select workspace, conversation from bot_turn where claim = any(%(claims)s) for update skip locked) as mine
where t.workspace = mine.workspace and t.conversation = mine.conversation

-- name: turn_now
select upto_seq, claim from bot_turn where workspace = %(workspace)s and conversation = %(conversation)s

-- name: end_turn
delete from bot_turn
where workspace = %(workspace)s and conversation = %(conversation)s and claim = %(claim)s and upto_seq = %(seq)s

-- name: stage_turn
update bot_turn set stage = %(stage)s
where workspace = %(workspace)s and conversation = %(conversation)s and claim = %(claim)s and upto_seq = %(seq)s

-- name: drop_turn
delete from bot_turn
where workspace = %(workspace)s and conversation = %(conversation)s and claim = %(claim)s

-- name: talk
select state from bot_talk where workspace = %(workspace)s and conversation = %(conversation)s

-- name: keep_talk
insert into bot_talk (workspace, conversation, thread, channel, state, last_at)
values (%(workspace)s, %(conversation)s, %(thread)s, %(channel)s, %(state)s, %(now)s)
on conflict (workspace, conversation) do update set state = excluded.state, last_at = excluded.last_at

-- name: forget_talk
delete from bot_talk where workspace = %(workspace)s and conversation = %(conversation)s

-- name: idle_talks
select t.workspace, t.conversation, t.last_at from bot_talk t
join bot_settings s on s.workspace = t.workspace
where coalesce((s.live->>'idle_hours')::int, 24) > 0
  and t.last_at < %(now)s - make_interval(hours => coalesce((s.live->>'idle_hours')::int, 24))
order by t.last_at limit 100

-- name: lock_talk
select last_at from bot_talk where workspace = %(workspace)s and conversation = %(conversation)s for update

-- name: visit
select language, page, title from bot_visit where workspace = %(workspace)s and thread = %(thread)s

-- name: keep_visit
insert into bot_visit (workspace, thread, language, page, title, at)
values (%(workspace)s, %(thread)s, %(language)s, %(page)s, %(title)s, %(now)s)
on conflict (workspace, thread) do update set
  language = excluded.language, page = excluded.page, title = excluded.title, at = excluded.at

-- name: add_decision
insert into bot_decision (workspace, id, conversation, seq, closing, thread, at, channel, language, page, text, is_tap,
  version, route, reason, article, title, flow, outcome, confidence, threshold, guesses, offered, is_miss, writer, said,
  why, ms, lot)
values (%(workspace)s, %(id)s, %(conversation)s, %(seq)s, %(closing)s, %(thread)s, %(now)s, %(channel)s, %(language)s,
  %(page)s, %(text)s, %(is_tap)s, %(version)s, %(route)s, %(reason)s, %(article)s, %(title)s, %(flow)s, %(outcome)s,
  %(confidence)s, %(threshold)s, %(guesses)s, %(offered)s, %(is_miss)s, %(writer)s, %(said)s, %(why)s, %(ms)s, %(lot)s)
on conflict do nothing

-- name: end_decision
-- A flow went on after the decision was written down, and ended elsewhere.
update bot_decision set route = %(route)s, reason = %(reason)s, why = why || %(why)s
where workspace = %(workspace)s and id = %(id)s

-- name: keep_outcome
insert into bot_outcome (workspace, decision, kind, value, at, by)
values (%(workspace)s, %(decision)s, %(kind)s, %(value)s, %(now)s, %(by)s)
on conflict (workspace, decision, kind) do update set value = excluded.value, at = excluded.at, by = excluded.by

-- name: decision_owner
select thread, conversation, article, route from bot_decision where workspace = %(workspace)s and id = %(id)s

-- name: note_recontact
insert into bot_outcome (workspace, decision, kind, value, at, by)
select workspace, id, 'recontact', %(conversation)s::text, %(now)s, 'customer' from bot_decision
where workspace = %(workspace)s and thread = %(thread)s and at > %(since)s and route = 'answer'
  and (conversation <> %(conversation)s or closing < %(closing)s)
on conflict do nothing

-- name: last_decisions
select id, seq, closing, at, text, is_tap, language, page, version, route, reason, article, title, confidence, guesses, why
from bot_decision where workspace = %(workspace)s and conversation = %(conversation)s
order by seq desc limit 12

-- name: go_on_with_turn
-- What was written while another system was asked is due now, and nobody holds it.
update bot_turn set stage = null, claim = null, claimed_until = null, attempts = 0, due_at = %(now)s,
  from_seq = %(said)s + 1,
  said = (select coalesce(jsonb_agg(one order by place), '[]'::jsonb)
          from jsonb_array_elements(said) with ordinality as words(one, place)
          where (one->>'seq')::bigint > %(said)s)
where workspace = %(workspace)s and conversation = %(conversation)s and claim = %(claim)s and upto_seq = %(seq)s

-- name: decision
select d.*, o.outcomes from bot_decision d
left join lateral (
  select jsonb_object_agg(kind, value) as outcomes from bot_outcome o
  where o.workspace = d.workspace and o.decision = d.id
) as o on true
where d.workspace = %(workspace)s and d.id = %(id)s

-- name: decisions
select d.*, o.outcomes from bot_decision d
left join lateral (
  select jsonb_object_agg(kind, value) as outcomes from bot_outcome o
  where o.workspace = d.workspace and o.decision = d.id
) as o on true
where d.workspace = %(workspace)s and d.at >= %(since)s
  and (%(at)s::timestamptz is null or (d.at, d.id) < (%(at)s, %(last)s::uuid))
  and (%(route)s = '' or d.route = %(route)s)
  and (%(reason)s = '' or d.reason = %(reason)s)
  and (%(article)s = '' or d.article = %(article)s)
  and (%(kind)s = '' or d.is_tap = (%(kind)s = 'tap'))
  and (%(outcome)s = '' or d.outcome = %(outcome)s or (%(outcome)s = 'plausible' and d.outcome in ('sure', 'unsure')))
  and (%(version)s = 0 or d.version = %(version)s)
  and (%(conversation)s::uuid is null or d.conversation = %(conversation)s)
  and (%(verdict)s = '' or (%(verdict)s = 'none' and o.outcomes->>'verdict' is null)
       or o.outcomes->>'verdict' = %(verdict)s)
  and (%(helped)s = '' or o.outcomes->>'helped' = %(helped)s)
  and (%(tapped)s = '' or o.outcomes->>'tap' = %(tapped)s
       or (%(tapped)s = 'article' and o.outcomes->>'tap' not in ('none', 'person')))
  and (not %(recontact)s or o.outcomes ? 'recontact')
order by d.at desc, d.id desc limit %(limit)s

-- name: audits
select d.*, o.outcomes from bot_decision d
left join lateral (
  select jsonb_object_agg(kind, value) as outcomes from bot_outcome o
  where o.workspace = d.workspace and o.decision = d.id
) as o on true
where d.workspace = %(workspace)s and d.at >= %(since)s and d.route = 'answer' and not d.is_tap and d.lot < %(lot)s
  and (o.outcomes is null or not o.outcomes ? 'verdict')
order by d.at desc, d.id desc limit %(limit)s

-- name: audits_left
select count(*) from bot_decision d
where d.workspace = %(workspace)s and d.at >= %(since)s and d.route = 'answer' and not d.is_tap and d.lot < %(lot)s
  and not exists (select from bot_outcome o
                  where o.workspace = d.workspace and o.decision = d.id and o.kind = 'verdict')

-- name: drop_outcome
delete from bot_outcome where workspace = %(workspace)s and decision = %(decision)s and kind = %(kind)s

-- name: figures
-- Verdicts count where the sample chose the answer: judging what somebody happened to find would flatter or blame.
with made as (
  select d.*, o.outcomes from bot_decision d
  left join lateral (
    select jsonb_object_agg(kind, value) as outcomes from bot_outcome o
    where o.workspace = d.workspace and o.decision = d.id
  ) as o on true
  where d.workspace = %(workspace)s and d.at >= %(since)s
)
select
  count(*) filter (where asks) as questions,
  count(*) filter (where is_tap) as taps,
  count(distinct conversation) as conversations,
  count(*) filter (where asks and outcome in ('sure', 'unsure')) as plausible,
  count(*) filter (where asks and route = 'answer') as answered,
  count(*) filter (where asks and route = 'buttons') as buttons,
  count(*) filter (where asks and route = 'buttons' and outcomes->>'tap' not in ('none', 'person')) as taken,
  count(*) filter (where asks and route = 'unknown') as unknown,
  count(*) filter (where sampled and outcomes->>'verdict' = 'right') as right_answers,
  count(*) filter (where sampled and outcomes ? 'verdict') as judged,
  count(*) filter (where sampled and not coalesce(outcomes ? 'verdict', false)) as audits_due,
  count(*) filter (where route = 'answer') as answers,
  count(*) filter (where route = 'answer' and outcomes->>'helped' = 'yes') as helped,
  count(*) filter (where route = 'answer' and outcomes ? 'helped') as said_helped,
  count(*) filter (where route = 'answer' and at < %(old)s) as old_answers,
  count(*) filter (where route = 'answer' and at < %(old)s and outcomes ? 'recontact') as recontacts,
  count(distinct conversation) filter (where route = 'handover') as handed_over,
  percentile_cont(0.5) within group (order by ms) filter (where asks) as median_ms,
  percentile_cont(0.95) within group (order by ms) filter (where asks) as slow_ms
from (
  select *, not is_tap and text <> '' and route not in ('flow_step', 'offline') as asks,
    route = 'answer' and not is_tap and lot < %(lot)s as sampled
  from made
) as counted

-- name: handover_reasons
select reason, count(distinct conversation) as count from bot_decision
where workspace = %(workspace)s and at >= %(since)s and route = 'handover'
group by reason order by 2 desc, 1

-- name: audited_versions
select d.version, count(*) filter (where o.value = 'right') as right_answers, count(*) as judged
from bot_decision d
join bot_outcome o on o.workspace = d.workspace and o.decision = d.id and o.kind = 'verdict'
where d.workspace = %(workspace)s and d.at >= %(since)s and d.route = 'answer' and not d.is_tap and d.lot < %(lot)s
group by d.version order by d.version desc

-- name: audited_lately
-- The versions in the order in which they answered last; what was judged of each in all its time.
select d.version, count(*) filter (where o.value = 'right') as right_answers, count(o.value) as judged
from bot_decision d
left join bot_outcome o on o.workspace = d.workspace and o.decision = d.id and o.kind = 'verdict'
where d.workspace = %(workspace)s and d.route = 'answer' and not d.is_tap and d.version > 0
  and d.lot < %(lot)s
group by d.version order by max(d.at) desc limit 5

-- name: asked
-- What customers asked in free words, the newest first, with what came of it.
select d.id as decision, d.conversation, d.seq, d.at, d.text, d.language, d.page, d.route, d.reason as handover_reason,
  d.is_miss, d.article, o.outcomes
from bot_decision d
left join lateral (
  select jsonb_object_agg(kind, value) as outcomes from bot_outcome o
  where o.workspace = d.workspace and o.decision = d.id
) as o on true
where d.workspace = %(workspace)s and d.at > %(since)s and not d.is_tap and d.text <> ''
order by d.at desc, d.id limit %(limit)s

-- name: newest_decisions
-- From workspace to workspace by the index: the table is long and the workspaces are few.
with recursive here as (
  (select workspace from bot_decision order by workspace limit 1)
  union all
  select (select d.workspace from bot_decision d where d.workspace > here.workspace order by d.workspace limit 1)
  from here where here.workspace is not null
)
select here.workspace, (select max(d.at) from bot_decision d where d.workspace = here.workspace) as at
from here where here.workspace is not null

-- name: traffic
select d.id, d.text, d.language, d.at, d.route, d.article, o.outcomes from bot_decision d
left join lateral (
  select jsonb_object_agg(kind, value) as outcomes from bot_outcome o
  where o.workspace = d.workspace and o.decision = d.id
) as o on true
where d.workspace = %(workspace)s and d.at >= %(since)s and not d.is_tap and d.text <> ''
  and d.route in ('answer', 'buttons', 'unknown', 'handover', 'flow')
order by d.at desc limit %(limit)s
