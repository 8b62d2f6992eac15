-- name: states
select p.workspace, p.customer, p.traits, p.provenance, p.counters, p.zone, p.locale, p.channels,
  p.first_seen, p.last_seen, p.born, p.version
from unnest(%(workspaces)s::uuid[], %(customers)s::uuid[]) as k (workspace, customer)
join profile p using (workspace, customer)

-- name: put_profiles
-- One JSON text for all rows: arrays of JSON texts cost the driver more to escape than the server to write.
insert into profile (workspace, customer, traits, provenance, counters, zone, locale, channels, first_seen, last_seen, born, version)
select workspace, customer, traits, provenance, counters, zone, locale, channels, first_seen, last_seen, born, version
from jsonb_to_recordset(%(rows)s::jsonb) as k (
  workspace uuid, customer uuid, traits jsonb, provenance jsonb, counters jsonb, zone text, locale text,
  channels text[], first_seen timestamptz, last_seen timestamptz, born bigint, version bigint)
on conflict (workspace, customer) do update
set traits = excluded.traits, provenance = excluded.provenance, counters = excluded.counters, zone = excluded.zone,
  locale = excluded.locale, channels = excluded.channels, first_seen = excluded.first_seen,
  last_seen = excluded.last_seen, born = excluded.born, version = excluded.version

-- name: drop_profiles
delete from profile p using unnest(%(workspaces)s::uuid[], %(customers)s::uuid[]) as k (workspace, customer)
where p.workspace = k.workspace and p.customer = k.customer

-- name: drop_search
delete from profile_search p using unnest(%(workspaces)s::uuid[], %(customers)s::uuid[]) as k (workspace, customer)
where p.workspace = k.workspace and p.customer = k.customer

-- name: put_search
insert into profile_search (workspace, customer, text)
select * from unnest(%(workspaces)s::uuid[], %(customers)s::uuid[], %(texts)s::text[])
on conflict (workspace, customer) do update set text = excluded.text

-- name: move_activity
update activity a set customer = m.survivor
from unnest(%(workspaces)s::uuid[], %(absorbed)s::uuid[], %(survivors)s::uuid[]) as m (workspace, absorbed, survivor)
where a.workspace = m.workspace and a.customer = m.absorbed

-- name: part_activity
update activity a set customer = %(to)s
from unnest(%(kinds)s::text[], %(values)s::text[]) as k (kind, value)
where a.workspace = %(workspace)s and a.customer = %(former)s and a.handle_kind = k.kind and a.handle_value = k.value

-- name: deeds
select position, event_id, type, name, channel, source, occurred_at, amount, properties, context
from activity where workspace = %(workspace)s and customer = %(customer)s order by position

-- name: profile
select p.* from profile p where p.workspace = %(workspace)s and p.customer = %(customer)s

-- name: profile_by_handle
select p.* from handle h join profile p on p.workspace = h.workspace and p.customer = h.customer
where h.workspace = %(workspace)s and h.kind = %(kind)s and h.value = %(value)s

-- name: profiles
select p.* from profile p where p.workspace = %(workspace)s and p.customer = any(%(customers)s::uuid[])

-- name: activity_of
select customer, position, event_id, type, name, channel, source, occurred_at, amount, properties, handle_kind, handle_value
from activity
where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
  and occurred_at > %(since)s::timestamptz
  and (%(labels)s::text[] is null or (case when type = 'track' then name else type end) = any(%(labels)s::text[]))
order by customer, occurred_at desc, position desc

-- name: customers_of_events
select position, customer from activity where workspace = %(workspace)s and position = any(%(positions)s::bigint[])

-- name: list_customers
select p.* from profile p
where p.workspace = %(workspace)s and (p.last_seen, p.customer) < (%(seen)s::timestamptz, %(customer)s::uuid)
order by p.last_seen desc, p.customer desc limit %(limit)s

-- name: find_customers
with found as (
  select customer from profile_search where workspace = %(workspace)s and text like %(pattern)s
  union
  select customer from handle where workspace = %(workspace)s and value = any(%(spellings)s::text[])
)
select p.* from found join profile p on p.workspace = %(workspace)s and p.customer = found.customer
where (p.last_seen, p.customer) < (%(seen)s::timestamptz, %(customer)s::uuid)
order by p.last_seen desc, p.customer desc limit %(limit)s

-- name: timeline
select position, event_id, type, name, channel, source, occurred_at, amount, properties
from activity
where workspace = %(workspace)s and customer = %(customer)s
  and (%(channel)s::text is null or channel = %(channel)s::text)
  and (occurred_at, position) < (%(at)s::timestamptz, %(position)s::bigint)
order by occurred_at desc, position desc limit %(limit)s

-- name: recent
select type, name, occurred_at, properties from activity
where workspace = %(workspace)s and customer = %(customer)s and occurred_at > %(since)s
order by occurred_at desc, position desc limit 100

-- name: people
select c.id as asked, coalesce(c.merged_into, c.id) as customer, p.traits, p.zone, p.locale, (
    select coalesce(jsonb_agg(jsonb_build_object('kind', h.kind, 'value', h.value) order by h.last_seen desc, h.value), '[]')
    from handle h where h.workspace = c.workspace and h.customer = coalesce(c.merged_into, c.id)
  ) as handles
from customer c
left join profile p on p.workspace = c.workspace and p.customer = coalesce(c.merged_into, c.id)
where c.workspace = %(workspace)s and c.id = any(%(customers)s::uuid[])
