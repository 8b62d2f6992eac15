-- name: lock
-- Every handle in one order, so that two devices of one customer wait for each other and never in a circle.
select pg_advisory_xact_lock(hashtextextended(%(workspace)s::text || h.kind || ':' || h.value, 71))
from (select distinct * from unnest(%(kinds)s::text[], %(values)s::text[]) as h (kind, value) order by 1, 2) h

-- name: past
select distinct a.id, a.key, a.kind, a.subject, a.channel, a.is_reminder, a.state, a.at, a.changed_at
from contact_ask_handle h
join unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)
  on h.handle_kind = o.kind and h.handle_value = o.value
join contact_ask a on a.workspace = h.workspace and a.id = h.ask
where h.workspace = %(workspace)s
order by a.at desc, a.id desc

-- name: by_key
select id, state, at from contact_ask where workspace = %(workspace)s and key = %(key)s

-- name: add_ask
insert into contact_ask (workspace, id, key, kind, subject, channel, is_reminder, state, at, changed_at)
values (%(workspace)s, %(id)s, %(key)s, %(kind)s, %(subject)s, %(channel)s, %(is_reminder)s, %(state)s, %(now)s, %(now)s)
on conflict (workspace, key) do nothing

-- name: again
-- One that was released may be asked once more under its own key.
update contact_ask set state = %(state)s, at = %(now)s, changed_at = %(now)s, channel = %(channel)s
where workspace = %(workspace)s and id = %(id)s

-- name: add_handles
insert into contact_ask_handle (workspace, handle_kind, handle_value, ask)
select distinct %(workspace)s, h.kind, h.value, %(ask)s
from unnest(%(kinds)s::text[], %(values)s::text[]) as h (kind, value)
on conflict do nothing

-- name: mark_answered
update contact_ask set state = 'answered', changed_at = %(now)s
where workspace = %(workspace)s and id = any(%(ids)s::uuid[]) and state = 'asked'

-- name: release
update contact_ask set state = 'released', changed_at = %(now)s
where workspace = %(workspace)s and key = %(key)s and state = 'asked'

-- name: add_refusal
insert into contact_refusal
  (workspace, handle_kind, handle_value, kind, subject, rule, reason, channel, first_at, last_at)
values (%(workspace)s, %(handle_kind)s, %(handle_value)s, %(kind)s, %(subject)s, %(rule)s, %(reason)s, %(channel)s,
  %(now)s, %(now)s)
on conflict (workspace, handle_kind, handle_value, kind, subject, rule) do update
set reason = excluded.reason, channel = excluded.channel, times = contact_refusal.times + 1, last_at = excluded.last_at

-- name: refusals
select r.kind, r.subject, r.rule, r.reason, r.channel, sum(times)::bigint as times, max(last_at) as last_at
from contact_refusal r
join (select distinct * from unnest(%(kinds)s::text[], %(values)s::text[]) as o (kind, value)) o
  on r.handle_kind = o.kind and r.handle_value = o.value
where r.workspace = %(workspace)s
group by r.kind, r.subject, r.rule, r.reason, r.channel
order by max(last_at) desc

-- name: policy
select rest_days, most, period_days, reminders_exempt, revision from contact_policy where workspace = %(workspace)s

-- name: put_policy
insert into contact_policy (workspace, rest_days, most, period_days, reminders_exempt, changed_by, changed_at)
values (%(workspace)s, %(rest_days)s, %(most)s, %(period_days)s, %(reminders_exempt)s, %(by)s, %(now)s)
on conflict (workspace) do update
set rest_days = excluded.rest_days, most = excluded.most, period_days = excluded.period_days,
  reminders_exempt = excluded.reminders_exempt, revision = contact_policy.revision + 1,
  changed_by = excluded.changed_by, changed_at = excluded.changed_at
where contact_policy.revision = %(revision)s
returning revision
