-- name: add_audience
insert into audience (workspace, id, name, rule, created_at, created_by, updated_at)
values (%(workspace)s, %(id)s, %(name)s, %(rule)s, %(now)s, %(by)s, %(now)s)

-- name: change_audience
update audience
set name = coalesce(%(name)s, name),
    version = version + (case when %(rule)s::jsonb is not null and %(rule)s::jsonb <> rule then 1 else 0 end),
    lease_until = case when %(rule)s::jsonb is not null and %(rule)s::jsonb <> rule then null else lease_until end,
    rule = coalesce(%(rule)s::jsonb, rule), updated_at = %(now)s
where workspace = %(workspace)s and id = %(id)s

-- name: drop_audience
delete from audience where workspace = %(workspace)s and id = %(id)s

-- name: drop_members
delete from audience_member where workspace = %(workspace)s and audience = %(id)s

-- name: drop_turns
delete from audience_turn where workspace = %(workspace)s and audience = %(id)s

-- name: drop_rechecks
delete from audience_recheck where workspace = %(workspace)s and audience = %(id)s

-- name: audience
select a.*, (select count(*) from audience_member m where m.workspace = a.workspace and m.audience = a.id) as size
from audience a where a.workspace = %(workspace)s and a.id = %(id)s

-- name: list_audiences
select a.*, (select count(*) from audience_member m where m.workspace = a.workspace and m.audience = a.id) as size
from audience a
where a.workspace = %(workspace)s and (a.created_at, a.id) < (%(at)s::timestamptz, %(id)s::uuid)
order by a.created_at desc, a.id desc limit %(limit)s

-- name: live_audiences
select workspace, id, version, rule from audience where workspace = any(%(workspaces)s::uuid[]) order by id

-- name: lock_audiences
-- In one order, so that two who evaluate cannot wait for each other in a circle.
select workspace, id, version, rule from audience
where workspace = %(workspace)s and id = any(%(ids)s::uuid[]) order by id for no key update

-- name: list_members
select m.customer, m.since from audience_member m
where m.workspace = %(workspace)s and m.audience = %(audience)s
  and (m.since, m.customer) < (%(since)s::timestamptz, %(customer)s::uuid)
order by m.since desc, m.customer desc limit %(limit)s

-- name: all_members
select customer from audience_member where workspace = %(workspace)s and audience = %(audience)s

-- name: audiences_of
select a.id, a.name, m.since from audience_member m
join audience a on a.workspace = m.workspace and a.id = m.audience
where m.workspace = %(workspace)s and m.customer = %(customer)s order by a.name, a.id

-- name: touched
select a.workspace, a.position, a.customer, a.type, a.name, a.properties, p.born = a.position as is_first
from unnest(%(workspaces)s::uuid[], %(positions)s::bigint[]) as k (workspace, position)
join activity a using (workspace, position)
left join profile p on p.workspace = a.workspace and p.customer = a.customer
order by a.workspace, a.position

-- name: standings
select k.audience, k.customer, coalesce(t.turn, 0) as turn, t.since, m.since as member_since, r.due_at
from unnest(%(audiences)s::uuid[], %(customers)s::uuid[]) as k (audience, customer)
left join audience_turn t on t.workspace = %(workspace)s and t.audience = k.audience and t.customer = k.customer
left join audience_member m on m.workspace = %(workspace)s and m.audience = k.audience and m.customer = k.customer
left join audience_recheck r on r.workspace = %(workspace)s and r.audience = k.audience and r.customer = k.customer

-- name: put_turns
insert into audience_turn (workspace, audience, customer, turn, since)
select %(workspace)s, * from unnest(%(audiences)s::uuid[], %(customers)s::uuid[], %(turns)s::int[], %(since)s::timestamptz[])
on conflict (workspace, audience, customer) do update set turn = excluded.turn, since = excluded.since

-- name: put_members
insert into audience_member (workspace, audience, customer, since)
select %(workspace)s, * from unnest(%(audiences)s::uuid[], %(customers)s::uuid[], %(since)s::timestamptz[])
on conflict (workspace, audience, customer) do update set since = excluded.since

-- name: take_members
delete from audience_member m using unnest(%(audiences)s::uuid[], %(customers)s::uuid[]) as k (audience, customer)
where m.workspace = %(workspace)s and m.audience = k.audience and m.customer = k.customer

-- name: put_rechecks
insert into audience_recheck (workspace, audience, customer, due_at)
select %(workspace)s, * from unnest(%(audiences)s::uuid[], %(customers)s::uuid[], %(due)s::timestamptz[])
on conflict (workspace, audience, customer) do update set due_at = excluded.due_at

-- name: add_rechecks
insert into audience_recheck (workspace, audience, customer, due_at)
select %(workspace)s, %(audience)s, * from unnest(%(customers)s::uuid[], %(due)s::timestamptz[])
on conflict (workspace, audience, customer) do update set due_at = least(audience_recheck.due_at, excluded.due_at)

-- name: take_rechecks
delete from audience_recheck r using unnest(%(audiences)s::uuid[], %(customers)s::uuid[]) as k (audience, customer)
where r.workspace = %(workspace)s and r.audience = k.audience and r.customer = k.customer

-- name: inherited
-- Members who were merged away: whoever absorbed them takes their place without entering anew.
select m.audience, m.customer, m.since, c.merged_into as survivor
from customer c
join audience_member m on m.workspace = c.workspace and m.customer = c.id
where c.workspace = %(workspace)s and c.merged_into = any(%(survivors)s::uuid[])

-- name: audience_due
select a.workspace, a.id from audience a
where exists (
  select from audience_recheck r where r.workspace = a.workspace and r.audience = a.id and r.due_at <= %(now)s
)
limit 1 for no key update skip locked

-- name: rechecks_due
select customer from audience_recheck
where workspace = %(workspace)s and audience = %(audience)s and due_at <= %(now)s
order by due_at limit %(limit)s

-- name: claim_fill
update audience a set lease_until = %(lease)s
from (
  select workspace, id from audience
  where filled < version and (lease_until is null or lease_until < %(now)s)
  order by id limit 1 for update skip locked
) k
where a.workspace = k.workspace and a.id = k.id
returning a.workspace, a.id, a.version, a.rule

-- name: end_fill
update audience set filled = %(version)s, filled_at = %(now)s, lease_until = null
where workspace = %(workspace)s and id = %(id)s and version = %(version)s

-- name: fields
select kind, event, name, count, types, examples from audience_field
where workspace = %(workspace)s order by kind, event, count desc, name

-- name: fields_named
select f.* from unnest(%(workspaces)s::uuid[], %(kinds)s::text[], %(events)s::text[], %(names)s::text[])
  as k (workspace, kind, event, name)
join audience_field f using (workspace, kind, event, name)

-- name: count_fields
select workspace, count(*) as number from audience_field where workspace = any(%(workspaces)s::uuid[]) group by workspace

-- name: put_fields
insert into audience_field (workspace, kind, event, name, count, types, examples)
select workspace, kind, event, name, count, types, examples
from jsonb_to_recordset(%(rows)s::jsonb)
  as k (workspace uuid, kind text, event text, name text, count bigint, types text[], examples jsonb)
on conflict (workspace, kind, event, name) do update
set count = excluded.count, types = excluded.types, examples = excluded.examples

-- name: total
select count(*) from profile where workspace = %(workspace)s

-- name: tail
-- Whoever did something after the place that history has reached.
select distinct a.customer
from event e join activity a on a.workspace = e.workspace and a.position = e.position
where e.workspace = %(workspace)s and (e.writer, e.position) > (
  coalesce((select writer from subscription where name = 'history'), '0'::xid8),
  coalesce((select position from subscription where name = 'history'), 0))
limit %(limit)s

-- name: absorbed_by
select id from customer where workspace = %(workspace)s and merged_into = any(%(customers)s::uuid[])

-- name: extend_lease
update audience set lease_until = %(lease)s where workspace = %(workspace)s and id = %(id)s and filled < version

-- name: since
select since from audience_member where workspace = %(workspace)s and audience = %(audience)s and customer = %(customer)s

-- name: has_audience
select exists (select from audience where workspace = %(workspace)s)
