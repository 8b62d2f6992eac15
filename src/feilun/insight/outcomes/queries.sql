-- name: zones
select id, zone from workspace where id = any(%(workspaces)s::uuid[])

-- name: add_orders
insert into outcome_order (workspace, position, customer, handle_kind, handle_value, order_id, placed_at, amount)
select * from unnest(%(workspaces)s::uuid[], %(positions)s::bigint[], %(customers)s::uuid[], %(kinds)s::text[],
  %(values)s::text[], %(orders)s::text[], %(times)s::timestamptz[], %(amounts)s::numeric[])
on conflict do nothing

-- name: add_touches
insert into outcome_touch (workspace, position, customer, handle_kind, handle_value, kind, subject, touched_at)
select * from unnest(%(workspaces)s::uuid[], %(positions)s::bigint[], %(customers)s::uuid[], %(kinds)s::text[],
  %(values)s::text[], %(touch_kinds)s::text[], %(subjects)s::text[], %(times)s::timestamptz[])
on conflict do nothing

-- name: add_entries
insert into outcome_entry (workspace, journey, entry_key, position, customer, handle_kind, handle_value, entered_at, held_out)
select * from unnest(%(workspaces)s::uuid[], %(journeys)s::text[], %(entry_keys)s::text[], %(positions)s::bigint[],
  %(customers)s::uuid[], %(kinds)s::text[], %(values)s::text[], %(times)s::timestamptz[], %(held_outs)s::boolean[])
on conflict do nothing

-- name: add_seen
insert into outcome_seen (workspace, week, handle_kind, handle_value, customer)
select * from unnest(%(workspaces)s::uuid[], %(weeks)s::date[], %(kinds)s::text[], %(values)s::text[], %(customers)s::uuid[])
on conflict do nothing

-- name: orders_to_credit
-- Orders whose credit may have changed: the new ones, those soon after a new touch, all of customers who moved.
select o.workspace, o.position from unnest(%(workspaces)s::uuid[], %(positions)s::bigint[]) as n (workspace, position)
join outcome_order o on o.workspace = n.workspace and o.position = n.position
union
select o.workspace, o.position from unnest(%(workspaces)s::uuid[], %(positions)s::bigint[]) as n (workspace, position)
join outcome_touch t on t.workspace = n.workspace and t.position = n.position
join outcome_order o on o.workspace = t.workspace and o.customer = t.customer
  and o.placed_at >= t.touched_at and o.placed_at < t.touched_at + %(window)s::interval
union
select o.workspace, o.position from unnest(%(moved_workspaces)s::uuid[], %(moved)s::uuid[]) as n (workspace, customer)
join outcome_order o on o.workspace = n.workspace and o.customer = n.customer

-- name: forget_credits
delete from outcome_credit c using unnest(%(workspaces)s::uuid[], %(positions)s::bigint[]) as n (workspace, position)
where c.workspace = n.workspace and c.order_position = n.position

-- name: credit_orders
-- The last touch before each order within the window; of two at the same moment the later in the log.
insert into outcome_credit (workspace, order_position, touch_position, kind, subject, amount, placed_at)
select o.workspace, o.position, t.position, t.kind, t.subject, o.amount, o.placed_at
from unnest(%(workspaces)s::uuid[], %(positions)s::bigint[]) as n (workspace, position)
join outcome_order o on o.workspace = n.workspace and o.position = n.position
cross join lateral (
  select t.position, t.kind, t.subject from outcome_touch t
  where t.workspace = o.workspace and t.customer = o.customer
    and t.touched_at <= o.placed_at and t.touched_at > o.placed_at - %(window)s::interval
  order by t.touched_at desc, t.position desc limit 1
) t
on conflict do nothing

-- name: handles_here
select distinct handle_kind, handle_value from (
  select handle_kind, handle_value from outcome_order where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
  union all
  select handle_kind, handle_value from outcome_touch where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
  union all
  select handle_kind, handle_value from outcome_entry where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
  union all
  select handle_kind, handle_value from outcome_seen where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
) h

-- name: move_orders
update outcome_order r set customer = n.customer
from unnest(%(kinds)s::text[], %(values)s::text[], %(owners)s::uuid[]) as n (kind, value, customer)
where r.workspace = %(workspace)s and r.customer = any(%(customers)s::uuid[])
  and r.handle_kind = n.kind and r.handle_value = n.value and r.customer <> n.customer

-- name: move_touches
update outcome_touch r set customer = n.customer
from unnest(%(kinds)s::text[], %(values)s::text[], %(owners)s::uuid[]) as n (kind, value, customer)
where r.workspace = %(workspace)s and r.customer = any(%(customers)s::uuid[])
  and r.handle_kind = n.kind and r.handle_value = n.value and r.customer <> n.customer

-- name: move_entries
update outcome_entry r set customer = n.customer
from unnest(%(kinds)s::text[], %(values)s::text[], %(owners)s::uuid[]) as n (kind, value, customer)
where r.workspace = %(workspace)s and r.customer = any(%(customers)s::uuid[])
  and r.handle_kind = n.kind and r.handle_value = n.value and r.customer <> n.customer

-- name: move_seen
update outcome_seen r set customer = n.customer
from unnest(%(kinds)s::text[], %(values)s::text[], %(owners)s::uuid[]) as n (kind, value, customer)
where r.workspace = %(workspace)s and r.customer = any(%(customers)s::uuid[])
  and r.handle_kind = n.kind and r.handle_value = n.value and r.customer <> n.customer

-- name: flywheel
with weeks as (
  select generate_series(%(first)s::date, %(last)s::date, interval '7 days')::date as week
), edges as (
  select week, (week::timestamp at time zone %(zone)s) as from_at,
         ((week + 7)::timestamp at time zone %(zone)s) as to_at from weeks
)
select e.week,
  (select count(distinct s.customer) from outcome_seen s where s.workspace = %(workspace)s and s.week = e.week) as known,
  (select count(distinct t.customer) from outcome_touch t
   where t.workspace = %(workspace)s and t.touched_at >= e.from_at and t.touched_at < e.to_at) as talked,
  (select count(distinct o.customer) from outcome_order o
   where o.workspace = %(workspace)s and o.placed_at >= e.from_at and o.placed_at < e.to_at) as acted,
  (select coalesce(sum(o.amount), 0) from outcome_order o
   where o.workspace = %(workspace)s and o.placed_at >= e.from_at and o.placed_at < e.to_at) as revenue
from edges e order by e.week

-- name: week_known
select distinct s.customer, 0::numeric as amount from outcome_seen s
where s.workspace = %(workspace)s and s.week = %(week)s and (%(after)s::uuid is null or s.customer > %(after)s)
order by s.customer limit %(limit)s

-- name: week_talked
select distinct t.customer, 0::numeric as amount from outcome_touch t
where t.workspace = %(workspace)s and t.touched_at >= (%(week)s::date::timestamp at time zone %(zone)s)
  and t.touched_at < ((%(week)s::date + 7)::timestamp at time zone %(zone)s)
  and (%(after)s::uuid is null or t.customer > %(after)s)
order by t.customer limit %(limit)s

-- name: week_acted
select o.customer, sum(o.amount) as amount from outcome_order o
where o.workspace = %(workspace)s and o.placed_at >= (%(week)s::date::timestamp at time zone %(zone)s)
  and o.placed_at < ((%(week)s::date + 7)::timestamp at time zone %(zone)s)
  and (%(after)s::uuid is null or o.customer > %(after)s)
group by o.customer order by o.customer limit %(limit)s

-- name: arms
-- A customer counts once, from her first entry; an order counts when it fell into the window after that entry.
with first_entries as (
  select distinct on (customer) customer, entered_at, held_out from outcome_entry
  where workspace = %(workspace)s and journey = %(journey)s
  order by customer, entered_at, position
), spent as (
  select e.customer, e.held_out, coalesce(sum(o.amount), 0) as amount, count(o.position) as orders
  from first_entries e
  left join outcome_order o on o.workspace = %(workspace)s and o.customer = e.customer
    and o.placed_at >= e.entered_at and o.placed_at < e.entered_at + %(window)s::interval
  group by e.customer, e.held_out
)
select held_out, count(*) as customers, count(*) filter (where orders > 0) as converted,
  sum(amount) as revenue, sum(amount * amount) as revenue_squares
from spent group by held_out

-- name: credited
select count(*) as orders, coalesce(sum(amount), 0) as revenue from outcome_credit
where workspace = %(workspace)s and kind = %(kind)s and subject = %(subject)s

-- name: credited_orders
select c.order_position as position, o.customer, o.order_id, o.placed_at, c.amount
from outcome_credit c join outcome_order o on o.workspace = c.workspace and o.position = c.order_position
where c.workspace = %(workspace)s and c.kind = %(kind)s and c.subject = %(subject)s
  and (%(after)s::bigint is null or c.order_position < %(after)s)
order by c.order_position desc limit %(limit)s

-- name: totals
select (select count(*) from outcome_order where workspace = %(workspace)s) as orders,
  (select coalesce(sum(amount), 0) from outcome_order where workspace = %(workspace)s) as revenue,
  (select count(distinct customer) from outcome_order where workspace = %(workspace)s) as buyers,
  (select count(distinct customer) from outcome_seen where workspace = %(workspace)s) as customers,
  (select coalesce(sum(amount), 0) from outcome_credit where workspace = %(workspace)s and kind = 'journey') as by_journeys,
  (select coalesce(sum(amount), 0) from outcome_credit where workspace = %(workspace)s and kind = 'conversation') as by_conversations

-- name: days
select d.day::date as day, count(o.position) as orders, coalesce(sum(o.amount), 0) as revenue
from generate_series(%(first)s::date, %(last)s::date, interval '1 day') as d (day)
left join outcome_order o on o.workspace = %(workspace)s
  and o.placed_at >= (d.day::timestamp at time zone %(zone)s)
  and o.placed_at < ((d.day + interval '1 day')::timestamp at time zone %(zone)s)
group by d.day order by d.day
