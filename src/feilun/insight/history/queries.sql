-- name: place
select writer::text as writer, position, handled, moved_at from subscription where name = %(name)s

-- name: activity
select position, customer, type, name, channel, occurred_at, amount, properties::text as properties
from activity where workspace = %(workspace)s and position = any(%(positions)s::bigint[])
order by position

-- name: activity_owners
select position, customer from activity where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])

-- name: profiles_told
-- Of these customers only those whose traits were told in this batch: a counter that moves is no new row.
select customer, traits::text as traits, zone, locale, first_seen
from profile
where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
  and (born >= %(since)s or exists (
    select from jsonb_each(provenance) as said where (said.value ->> 'position')::bigint >= %(since)s))

-- name: profiles_whole
select customer, traits::text as traits, zone, locale, first_seen
from profile where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])

-- name: aliases
select id as customer, coalesce(merged_into, id) as living from customer
where workspace = %(workspace)s and (id = any(%(customers)s::uuid[]) or merged_into = any(%(customers)s::uuid[]))
