-- name: add_content
insert into outbox_content (workspace, id, content, quiet_from, quiet_to)
values (%(workspace)s, %(id)s, %(content)s, %(quiet_from)s, %(quiet_to)s)
on conflict do nothing

-- name: add_lane
insert into outbox_lane (workspace, channel, next_at, served_at)
values (%(workspace)s, %(channel)s, %(now)s, %(now)s)
on conflict do nothing

-- name: given_addressees
with addressees (key, customer, entry) as (
  select * from unnest(%(keys)s::text[], %(customers)s::uuid[], %(entries)s::text[])
)

-- name: add_messages
-- Continues a statement that begins with `with … addressees (key, customer, entry) as (…)`.
, outbox_said as (
  insert into outbox (workspace, key, customer, channel, kind, topic, content, journey, version, step, entry, cause,
    created_at, due_at)
  select %(outbox_workspace)s, md5(a.key)::uuid, a.customer, %(outbox_channel)s, %(outbox_kind)s, %(outbox_topic)s,
    %(outbox_content)s, %(outbox_journey)s::uuid, %(outbox_version)s::int, %(outbox_step)s::text, a.entry,
    %(outbox_cause)s::jsonb, %(outbox_now)s, %(outbox_due_at)s
  from addressees a
  on conflict (workspace, key) do nothing
  returning 1
)
select (select count(*) from addressees) as chosen, (select count(*) from outbox_said) as new

-- name: cancel_entries
-- What is claimed has not been handed over yet: `start_sending` leaves out what is taken back here.
update outbox o set state = 'suppressed', reason = %(reason)s
from unnest(%(customers)s::uuid[], %(entries)s::text[]) as e (customer, entry)
where o.workspace = %(workspace)s and o.customer = e.customer and o.journey = %(journey)s and o.entry = e.entry
  and o.state in ('planned', 'held', 'claimed')
returning o.id, o.customer, o.channel, o.topic, o.journey, o.version, o.step, o.entry, o.cause

-- name: cancel_journey
update outbox set state = 'suppressed', reason = %(reason)s
where workspace = %(workspace)s and journey = %(journey)s and state in ('planned', 'held', 'claimed')
returning id, customer, channel, topic, journey, version, step, entry, cause

-- name: cancel_message
update outbox set state = 'suppressed', reason = %(reason)s
where workspace = %(workspace)s and key = md5(%(key)s)::uuid and state in ('planned', 'held', 'claimed')
returning id, customer, channel, topic, journey, version, step, entry, cause

-- name: move_customer
update outbox set customer = %(survivor)s
where workspace = %(workspace)s and customer = %(absorbed)s and state in ('planned', 'held', 'claimed')

-- name: hold_journey
update outbox set state = 'held'
where workspace = %(workspace)s and journey = %(journey)s and state in ('planned', 'claimed')

-- name: release_journey
update outbox set state = 'planned'
where workspace = %(workspace)s and journey = %(journey)s and state = 'held'

-- name: lock_lane
select l.workspace, l.channel from outbox_lane l
where l.next_at <= %(now)s and exists (
  select 1 from outbox o
  where o.workspace = l.workspace and o.channel = l.channel and o.state = 'planned' and o.due_at <= %(now)s)
order by l.served_at limit 1
for update of l skip locked

-- name: move_lane
update outbox_lane set next_at = %(next_at)s, served_at = %(now)s
where workspace = %(workspace)s and channel = %(channel)s

-- name: due
select o.id, o.key, o.customer, o.kind, o.topic, o.journey, o.version, o.step, o.entry, o.cause, o.attempts,
  o.created_at, o.due_at, c.content, c.quiet_from, c.quiet_to
from outbox o join outbox_content c on c.workspace = o.workspace and c.id = o.content
where o.workspace = %(workspace)s and o.channel = %(channel)s and o.state = 'planned' and o.due_at <= %(now)s
order by o.due_at, o.id limit %(limit)s
for update of o skip locked

-- name: marketing_since
-- What counts against the cap: all that went out or is on its way.
select customer, count(*) as messages from outbox
where workspace = %(workspace)s and customer = any(%(customers)s::uuid[]) and channel = %(channel)s
  and kind = 'marketing' and claimed_at > %(since)s
  and state in ('claimed', 'sending', 'sent', 'delivered', 'opened', 'clicked', 'unknown')
group by customer

-- name: dead_addresses
select address, reason from dead_address
where workspace = %(workspace)s and channel = %(channel)s and address = any(%(addresses)s::text[])

-- name: add_dead_address
insert into dead_address (workspace, channel, address, reason, at)
values (%(workspace)s, %(channel)s, %(address)s, %(reason)s, %(now)s)
on conflict do nothing

-- name: claim
update outbox o set state = 'claimed', reason = '', claimed_at = %(now)s, lease_until = %(lease_until)s,
  attempts = o.attempts + 1, address = c.address
from unnest(%(ids)s::bigint[], %(addresses)s::text[]) as c (id, address)
where o.workspace = %(workspace)s and o.id = c.id

-- name: postpone
update outbox o set due_at = p.due_at, reason = p.reason
from unnest(%(ids)s::bigint[], %(dues)s::timestamptz[], %(reasons)s::text[]) as p (id, due_at, reason)
where o.workspace = %(workspace)s and o.id = p.id

-- name: settle
-- Ends messages in any state, each with its own reason.
update outbox o set state = s.state, reason = s.reason,
  lease_until = case when o.state in ('sent', 'delivered', 'opened', 'clicked') then o.lease_until end
from unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[]) as s (id, state, reason)
where o.workspace = %(workspace)s and o.id = s.id

-- name: start_sending
-- Only what is still claimed by us: a worker that slept past its lease finds its rows taken back.
with started as (
  update outbox o set state = 'sending', lease_until = %(lease_until)s, subject = s.subject
  from unnest(%(ids)s::bigint[], %(subjects)s::text[], %(numbers)s::int[]) as s (id, subject, number)
  where o.workspace = %(workspace)s and o.id = s.id and o.state = 'claimed' and o.attempts = s.number
  returning o.workspace, o.id, o.attempts
)
insert into outbox_attempt (workspace, message, number, started_at, outcome)
select workspace, id, attempts, %(now)s, 'sending' from started
returning message

-- name: end_attempts
update outbox_attempt a set outcome = e.outcome, detail = e.detail, ended_at = %(now)s
from unnest(%(ids)s::bigint[], %(numbers)s::int[], %(outcomes)s::text[], %(details)s::text[])
  as e (id, number, outcome, detail)
where a.workspace = %(workspace)s and a.message = e.id and a.number = e.number

-- name: mark_sent
-- The lease stays until the log has heard of it.
update outbox o set state = 'sent', reason = '', sent_at = %(now)s, lease_until = %(lease_until)s,
  provider_id = s.provider_id
from unnest(%(ids)s::bigint[], %(provider_ids)s::text[]) as s (id, provider_id)
where o.workspace = %(workspace)s and o.id = s.id and o.state in ('sending', 'unknown')

-- name: give_back
update outbox o set state = 'planned', attempts = o.attempts - 1, reason = %(reason)s, lease_until = null,
  due_at = coalesce(%(due_at)s::timestamptz, o.due_at)
from unnest(%(ids)s::bigint[], %(numbers)s::int[]) as g (id, number)
where o.workspace = %(workspace)s and o.id = g.id and o.state = 'claimed' and o.attempts = g.number

-- name: retry_later
-- Not what was taken back or held meanwhile.
update outbox o set state = 'planned', due_at = r.due_at, reason = r.reason, lease_until = null
from unnest(%(ids)s::bigint[], %(dues)s::timestamptz[], %(reasons)s::text[]) as r (id, due_at, reason)
where o.workspace = %(workspace)s and o.id = r.id and o.state in ('claimed', 'sending', 'unknown', 'failed')

-- name: lost_claims
-- Their worker died before it called the provider: nothing went out, so they simply go back.
update outbox set state = 'planned', lease_until = null
where ctid = any(array(
  select ctid from outbox where state = 'claimed' and lease_until < %(now)s
  order by lease_until limit 1000 for update skip locked))

-- name: lost_sends
select workspace, id, channel, attempts, customer, topic, journey, version, step, entry, cause from outbox
where state = 'sending' and lease_until < %(now)s
order by lease_until limit 1000 for update skip locked

-- name: announced
update outbox set lease_until = null
where workspace = %(workspace)s and id = any(%(ids)s::bigint[])
  and state in ('sent', 'delivered', 'opened', 'clicked', 'bounced')

-- name: unannounced
select workspace, id, channel, attempts, customer, topic, subject, journey, version, step, entry, cause, sent_at
from outbox
where lease_until < %(now)s and state in ('sent', 'delivered', 'opened', 'clicked', 'bounced')
order by lease_until limit 1000 for update skip locked

-- name: message
select id, customer, channel, kind, topic, journey, version, step, entry, cause, state, address, sent_at
from outbox where workspace = %(workspace)s and id = %(id)s for update

-- name: peek_message
select id, customer, channel, kind, topic, journey, version, step, entry, cause, state, address, sent_at
from outbox where workspace = %(workspace)s and id = %(id)s

-- name: raise_state
update outbox set state = %(state)s
where workspace = %(workspace)s and id = %(id)s and state = any(%(below)s::text[])

-- name: link_key
select key from link_key where workspace = %(workspace)s

-- name: add_link_key
insert into link_key (workspace, key) values (%(workspace)s, %(key)s) on conflict do nothing

-- name: figures
select step,
  count(*) filter (where state in ('sent', 'delivered', 'opened', 'clicked', 'bounced')) as sent,
  count(*) filter (where state in ('opened', 'clicked')) as opened,
  count(*) filter (where state = 'clicked') as clicked,
  count(*) filter (where state in ('planned', 'held', 'claimed', 'sending')) as planned,
  count(*) filter (where state = 'suppressed') as suppressed,
  count(*) filter (where state in ('failed', 'unknown')) as failed,
  count(*) filter (where state = 'bounced') as bounced
from outbox where workspace = %(workspace)s and journey = %(journey)s
group by step

-- name: list_messages
select o.id, o.channel, o.kind, o.topic, o.state, o.reason, o.customer, o.journey, o.step, o.address, o.attempts,
  o.created_at, o.due_at, o.sent_at, coalesce(nullif(o.subject, ''), c.content ->> 'subject', '') as subject
from outbox o join outbox_content c on c.workspace = o.workspace and c.id = o.content
where o.workspace = %(workspace)s
  and (%(customer)s::uuid is null or o.customer = %(customer)s::uuid)
  and (%(journey)s::uuid is null or o.journey = %(journey)s::uuid)
  and (%(state)s::text is null or o.state = %(state)s::text)
  and (%(before)s::bigint is null or o.id < %(before)s::bigint)
order by o.id desc limit %(limit)s

-- name: waiting_figure
select 'planned' as name, count(*) as value from outbox where state = 'planned'
