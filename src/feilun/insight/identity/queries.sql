-- name: customers_of
select h.workspace, h.kind, h.value, h.customer
from unnest(%(workspaces)s::uuid[], %(kinds)s::text[], %(values)s::text[]) as k (workspace, kind, value)
join handle h using (workspace, kind, value)

-- name: pointers
select c.workspace, c.id, coalesce(c.merged_into, c.id) as customer
from unnest(%(workspaces)s::uuid[], %(ids)s::uuid[]) as k (workspace, id)
join customer c using (workspace, id)

-- name: counts
select h.customer, h.kind, count(*) as number
from unnest(%(workspaces)s::uuid[], %(customers)s::uuid[]) as k (workspace, customer)
join handle h using (workspace, customer)
group by h.customer, h.kind

-- name: parted
select e.workspace, e.a_kind, e.a_value, a.customer as a_customer, e.b_kind, e.b_value, b.customer as b_customer
from edge e
join handle a on a.workspace = e.workspace and a.kind = e.a_kind and a.value = e.a_value
join handle b on b.workspace = e.workspace and b.kind = e.b_kind and b.value = e.b_value
where e.kind = 'split' and e.workspace = any(%(workspaces)s)
  and (a.customer = any(%(customers)s) or b.customer = any(%(customers)s))

-- name: add_customers
insert into customer (workspace, id, created_at)
select * from unnest(%(workspaces)s::uuid[], %(ids)s::uuid[], %(created)s::timestamptz[])
on conflict do nothing

-- name: merge_customers
-- Whoever was absorbed, and those whom she had absorbed before. As a join: older servers read all customers for an "in".
with m as (
  select * from unnest(%(workspaces)s::uuid[], %(absorbed)s::uuid[], %(survivors)s::uuid[])
    as m (workspace, absorbed, survivor)
), gone as (
  select workspace, absorbed as id, survivor from m
  union all
  select x.workspace, x.id, m.survivor from m join customer x on x.workspace = m.workspace and x.merged_into = m.absorbed
)
update customer c set merged_into = gone.survivor from gone where c.workspace = gone.workspace and c.id = gone.id

-- name: move_handles
update handle h set customer = m.survivor
from unnest(%(workspaces)s::uuid[], %(absorbed)s::uuid[], %(survivors)s::uuid[]) as m (workspace, absorbed, survivor)
where h.workspace = m.workspace and h.customer = m.absorbed

-- name: put_handles
insert into handle (workspace, kind, value, customer, first_seen, last_seen)
select * from unnest(
  %(workspaces)s::uuid[], %(kinds)s::text[], %(values)s::text[], %(customers)s::uuid[],
  %(first)s::timestamptz[], %(last)s::timestamptz[])
on conflict (workspace, kind, value) do update
set customer = excluded.customer,
    first_seen = least(handle.first_seen, excluded.first_seen),
    last_seen = greatest(handle.last_seen, excluded.last_seen)

-- name: add_edges
insert into edge (workspace, id, kind, a_kind, a_value, b_kind, b_value, since, source, event_id, rule, absorbed)
select * from unnest(
  %(workspaces)s::uuid[], %(ids)s::uuid[], %(kinds)s::text[], %(a_kinds)s::text[], %(a_values)s::text[],
  %(b_kinds)s::text[], %(b_values)s::text[], %(since)s::timestamptz[], %(sources)s::text[], %(events)s::text[],
  %(rules)s::text[], %(absorbed)s::uuid[])
on conflict do nothing

-- name: handles_of
select kind, value, first_seen, last_seen from handle
where workspace = %(workspace)s and customer = %(customer)s order by kind, value

-- name: current
select coalesce(merged_into, id) from customer where workspace = %(workspace)s and id = %(id)s

-- name: edge
select * from edge where workspace = %(workspace)s and id = %(id)s

-- name: links_of
select e.id, e.a_kind, e.a_value, e.b_kind, e.b_value
from handle h
join edge e on e.workspace = h.workspace and e.a_kind = h.kind and e.a_value = h.value
where h.workspace = %(workspace)s and h.customer = %(customer)s and e.kind = 'link' and e.undone_at is null

-- name: undo_edge
update edge set undone_at = %(at)s, undone_by = %(by)s
where workspace = %(workspace)s and id = %(id)s and kind = 'link' and undone_at is null

-- name: part_handles
update handle h set customer = %(to)s
from unnest(%(kinds)s::text[], %(values)s::text[]) as k (kind, value)
where h.workspace = %(workspace)s and h.kind = k.kind and h.value = k.value

-- name: revive
insert into customer (workspace, id, created_at) values (%(workspace)s, %(id)s, %(at)s)
on conflict (workspace, id) do update set merged_into = null

-- name: follow
update customer set merged_into = %(to)s
where workspace = %(workspace)s and id = any(%(ids)s) and id <> %(to)s and merged_into = %(former)s
returning id

-- name: edges_of
select distinct on (e.since, e.id)
  e.id, e.kind, e.a_kind, e.a_value, e.b_kind, e.b_value, e.since, e.source, e.event_id, e.rule, e.absorbed,
  e.undone_at, e.undone_by
from handle h
join edge e on e.workspace = h.workspace
  and ((e.a_kind = h.kind and e.a_value = h.value) or (e.b_kind = h.kind and e.b_value = h.value))
where h.workspace = %(workspace)s and h.customer = %(customer)s
order by e.since, e.id
limit 500
