-- name: rules
select id, place, name, is_on, rule, revision, changed_by, changed_at from case_rule
where workspace = %(workspace)s order by place, id

-- name: add_rule
insert into case_rule (workspace, id, place, name, is_on, rule, changed_by, changed_at)
values (%(workspace)s, %(id)s, %(place)s, %(name)s, %(is_on)s, %(rule)s, %(by)s, %(now)s)
returning id, place, name, is_on, rule, revision, changed_by, changed_at

-- name: put_rule
update case_rule set place = %(place)s, name = %(name)s, is_on = %(is_on)s, rule = %(rule)s, revision = revision + 1,
  changed_by = %(by)s, changed_at = %(now)s
where workspace = %(workspace)s and id = %(id)s and revision = %(revision)s
returning id, place, name, is_on, rule, revision, changed_by, changed_at

-- name: rule_exists
select 1 from case_rule where workspace = %(workspace)s and id = %(id)s

-- name: delete_rule
delete from case_rule where workspace = %(workspace)s and id = %(id)s

-- name: add_score
insert into case_score (workspace, response, question, survey, kind, value, at)
values (%(workspace)s, %(response)s, %(question)s, %(survey)s, %(kind)s, %(value)s, %(at)s)
on conflict (workspace, response, question) do update set value = excluded.value

-- name: add_score_handles
insert into case_score_handle (workspace, handle_kind, handle_value, response)
select distinct %(workspace)s, h.kind, h.value, %(response)s
from unnest(%(kinds)s::text[], %(values)s::text[]) as h (kind, value)
on conflict do nothing

-- name: scores_before
-- The last value of each kind of score by any of her handles, before this response.
select distinct on (s.kind) s.kind, s.value
from case_score_handle h
join unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)
  on h.handle_kind = o.kind and h.handle_value = o.value
join case_score s on s.workspace = h.workspace and s.response = h.response
where h.workspace = %(workspace)s and s.response <> %(response)s
order by s.kind, s.at desc

-- name: hear
insert into case_heard (workspace, source) values (%(workspace)s, %(source)s) on conflict do nothing

-- name: lock_numbers
select pg_advisory_xact_lock(hashtextextended(%(workspace)s::text, 72))

-- name: add_case
insert into customer_case
  (workspace, id, number, rule, title, cause, customer, handles, channel, language, severity, state, owner,
   remedy, resurvey, opened_at, due_at)
select %(workspace)s, %(id)s, coalesce(max(number), 0) + 1, %(rule)s, %(title)s, %(cause)s, %(customer)s,
  %(handles)s, %(channel)s, %(language)s, %(severity)s, 'open', %(owner)s, %(remedy)s, %(resurvey)s, %(now)s, %(due_at)s
from customer_case where workspace = %(workspace)s
returning id, number

-- name: add_case_handles
insert into case_handle (workspace, handle_kind, handle_value, "case")
select distinct %(workspace)s, h.kind, h.value, %(case)s
from unnest(%(kinds)s::text[], %(values)s::text[]) as h (kind, value)
on conflict do nothing

-- name: running_case
-- A case of hers that is not closed: what comes in now belongs to it.
select c.id, c.number, c.severity from case_handle h
join unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)
  on h.handle_kind = o.kind and h.handle_value = o.value
join customer_case c on c.workspace = h.workspace and c.id = h."case"
where h.workspace = %(workspace)s and c.state in ('open', 'contacted')
order by c.opened_at limit 1

-- name: asked_again
-- Closed cases of hers that wait for the answer to the second question.
select c.id from case_handle h
join unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)
  on h.handle_kind = o.kind and h.handle_value = o.value
join customer_case c on c.workspace = h.workspace and c.id = h."case"
where h.workspace = %(workspace)s and c.resurvey = %(survey)s and c.state in ('solved', 'closed')
  and c.recovered is null and c.solved_at < %(at)s
order by c.solved_at desc limit 1

-- name: recover
update customer_case set recovered = %(recovered)s, revision = revision + 1
where workspace = %(workspace)s and id = %(id)s and recovered is null

-- name: owned
select owner, count(*) as open from customer_case
where workspace = %(workspace)s and owner = any(%(people)s::uuid[]) and state in ('open', 'contacted') group by owner

-- name: case_row
select * from customer_case where workspace = %(workspace)s and id = %(id)s

-- name: lock_case
select * from customer_case where workspace = %(workspace)s and id = %(id)s for update

-- name: listed
select c.* from customer_case c
where c.workspace = %(workspace)s
  and (%(states)s::text[] is null or c.state = any(%(states)s::text[]))
  and (%(owner)s::uuid is null or c.owner = %(owner)s)
  and (not %(unowned)s or c.owner is null)
  and (not %(late)s or (c.due_at < %(now)s and c.state in ('open', 'contacted')))
  and (%(kinds)s::text[] is null or exists (
    select 1 from case_handle h
    join unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)
      on h.handle_kind = o.kind and h.handle_value = o.value
    where h.workspace = c.workspace and h."case" = c.id))
  and (%(after_number)s::bigint is null or c.number < %(after_number)s)
order by c.number desc limit %(limit)s

-- name: change_case
update customer_case set owner = %(owner)s, due_at = %(due_at)s, severity = %(severity)s, root_cause = %(root_cause)s,
  resurvey = %(resurvey)s, revision = revision + 1
where workspace = %(workspace)s and id = %(id)s
returning *

-- name: move_case
update customer_case set state = %(state)s, contacted_at = %(contacted_at)s, solved_at = %(solved_at)s,
  closed_at = %(closed_at)s, outcome = %(outcome)s, root_cause = %(root_cause)s, revision = revision + 1
where workspace = %(workspace)s and id = %(id)s
returning *

-- name: add_entry
insert into case_entry (workspace, "case", number, kind, text, detail, by, at)
select %(workspace)s, %(case)s, coalesce(max(number), 0) + 1, %(kind)s, %(text)s, %(detail)s, %(by)s, %(now)s
from case_entry where workspace = %(workspace)s and "case" = %(case)s

-- name: entries
select number, kind, text, detail, by, at from case_entry
where workspace = %(workspace)s and "case" = %(case)s order by number

-- name: late_cases
-- Those over their time, once.
update customer_case c set escalated_at = %(now)s, severity = 'high', revision = revision + 1
where (c.workspace, c.id) in (
  select workspace, id from customer_case
  where state in ('open', 'contacted') and escalated_at is null and due_at < %(now)s
  order by due_at limit 100 for update skip locked)
returning c.workspace, c.id, c.number

-- name: policies
select version, words, clauses, written_by, written_at, published_by, published_at from case_policy
where workspace = %(workspace)s order by version desc limit 100

-- name: policy_in_force
-- The one published last, which may be an older version that somebody went back to.
select version, words, clauses from case_policy
where workspace = %(workspace)s and published_at is not null order by published_at desc, version desc limit 1

-- name: lock_policy
select pg_advisory_xact_lock(hashtextextended(%(workspace)s::text, 73))

-- name: add_policy
insert into case_policy (workspace, version, words, clauses, written_by, written_at)
select %(workspace)s, coalesce(max(version), 0) + 1, %(words)s, %(clauses)s, %(by)s, %(now)s
from case_policy where workspace = %(workspace)s
returning version, words, clauses, written_by, written_at, published_by, published_at

-- name: publish_policy
update case_policy set published_by = %(by)s, published_at = %(now)s
where workspace = %(workspace)s and version = %(version)s
returning version, words, clauses, written_by, written_at, published_by, published_at

-- name: given
-- How often each clause has given something to this customer and was not taken back, in the days of the clause.
select d.clause, count(*) as times
from case_decision d
join customer_case c on c.workspace = d.workspace and c.id = d."case"
join unnest(%(clauses)s::text[], %(since)s::timestamptz[]) as k (clause, since) on k.clause = d.clause
where d.workspace = %(workspace)s and d.reversed_at is null and d.decided_at >= k.since
  and (c.id = %(case)s or exists (
    select 1 from case_handle h
    join unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)
      on h.handle_kind = o.kind and h.handle_value = o.value
    where h.workspace = c.workspace and h."case" = c.id))
group by d.clause

-- name: lock_customer
select pg_advisory_xact_lock(hashtextextended(%(workspace)s::text || h.kind || ':' || h.value, 74))
from (select distinct * from unnest(%(kinds)s::text[], %(values)s::text[]) as h (kind, value) order by 1, 2) h

-- name: budget
-- Locks the month of each clause, so that two decisions at the same moment cannot both take the rest.
insert into case_budget (workspace, clause, month)
select %(workspace)s, one, %(month)s from unnest(%(clauses)s::text[]) as one order by one
on conflict (workspace, clause, month) do update set spent = case_budget.spent
returning clause, spent

-- name: spend
update case_budget set spent = spent + %(amount)s
where workspace = %(workspace)s and clause = %(clause)s and month = %(month)s

-- name: add_decision
insert into case_decision
  (workspace, id, "case", policy, clause, remedy, checks, amount, month, voucher, message_key, decided_by, decided_at)
values (%(workspace)s, %(id)s, %(case)s, %(policy)s, %(clause)s, %(remedy)s, %(checks)s, %(amount)s, %(month)s,
  %(voucher)s, %(message_key)s, %(by)s, %(now)s)
returning *

-- name: decisions
select * from case_decision where workspace = %(workspace)s and "case" = %(case)s order by decided_at, id

-- name: lock_decision
select * from case_decision where workspace = %(workspace)s and "case" = %(case)s and id = %(id)s for update

-- name: reverse
update case_decision set reversed_by = %(by)s, reversed_at = %(now)s, reversed_why = %(why)s
where workspace = %(workspace)s and id = %(id)s
returning *

-- name: figures
select count(*) as opened,
  count(*) filter (where state in ('open', 'contacted')) as running,
  count(*) filter (where state in ('open', 'contacted') and due_at < %(now)s) as late,
  count(*) filter (where solved_at is not null) as solved,
  count(*) filter (where solved_at is not null and solved_at <= due_at) as in_time,
  percentile_cont(0.5) within group (order by extract(epoch from contacted_at - opened_at)) as contact_seconds,
  percentile_cont(0.9) within group (order by extract(epoch from contacted_at - opened_at)) as contact_seconds_p90,
  percentile_cont(0.5) within group (order by extract(epoch from solved_at - opened_at)) as remedy_seconds,
  count(*) filter (where recovered is not null) as asked_again,
  count(*) filter (where recovered) as recovered
from customer_case where workspace = %(workspace)s and opened_at >= %(since)s

-- name: causes
select root_cause, count(*) as cases from customer_case
where workspace = %(workspace)s and opened_at >= %(since)s and root_cause <> ''
group by root_cause order by count(*) desc, root_cause limit 20

-- name: came_back
-- Of the customers whose case is solved: who did something of her own afterwards (the caller tells the handles seen).
select id, customer, solved_at from customer_case
where workspace = %(workspace)s and opened_at >= %(since)s and solved_at is not null and customer is not null
order by solved_at desc limit 5000

-- name: decided
select count(*) as decisions, count(*) filter (where decided_by = 'machine') as by_machine,
  count(*) filter (where reversed_at is not null) as reversed,
  coalesce(sum(amount) filter (where reversed_at is null), 0)::bigint as given
from case_decision where workspace = %(workspace)s and decided_at >= %(since)s
