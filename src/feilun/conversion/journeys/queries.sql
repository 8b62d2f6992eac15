-- name: add_journey
insert into journey (workspace, id, name, created_at, changed_at)
values (%(workspace)s, %(id)s, %(name)s, %(now)s, %(now)s)

-- name: put_draft
insert into journey_draft (workspace, journey, graph, author, author_name, changed_at)
values (%(workspace)s, %(journey)s, %(graph)s, %(author)s, %(author_name)s, %(now)s)
on conflict (workspace, journey) do update
set graph = excluded.graph, author = excluded.author, author_name = excluded.author_name,
  changed_at = excluded.changed_at, revision = journey_draft.revision + 1
returning revision

-- name: draft
select graph, revision, author, author_name, changed_at from journey_draft
where workspace = %(workspace)s and journey = %(journey)s

-- name: journey
select j.id, j.name, j.state, j.version, j.created_at, j.changed_at, d.graph as draft, d.revision
from journey j join journey_draft d on d.workspace = j.workspace and d.journey = j.id
where j.workspace = %(workspace)s and j.id = %(id)s

-- name: lock_journey
select id, name, state, version from journey where workspace = %(workspace)s and id = %(id)s for update

-- name: list_journeys
select id, name, state, version, created_at, changed_at from journey
where workspace = %(workspace)s
  and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
order by created_at desc, id desc limit %(limit)s

-- name: list_waiting
select journey, count(*) as waiting from journey_position
where workspace = %(workspace)s and journey = any(%(journeys)s::uuid[]) and state = 'waiting'
group by journey

-- name: set_state
update journey set state = %(state)s, changed_at = %(now)s where workspace = %(workspace)s and id = %(id)s

-- name: set_name
update journey set name = %(name)s, changed_at = %(now)s where workspace = %(workspace)s and id = %(id)s

-- name: add_version
insert into journey_version (workspace, journey, version, graph, steps, published_at, published_by)
values (%(workspace)s, %(journey)s, %(version)s, %(graph)s, %(steps)s, %(now)s, %(author)s)

-- name: go_live
update journey set state = 'running', version = %(version)s, changed_at = %(now)s
where workspace = %(workspace)s and id = %(id)s

-- name: version_graph
select graph from journey_version
where workspace = %(workspace)s and journey = %(journey)s and version = %(version)s

-- name: published
select v.version, v.published_at as at, v.published_by as author,
  (select count(*) from journey_position p where p.workspace = v.workspace and p.journey = v.journey
    and p.version = v.version and p.state = 'waiting') as waiting
from journey_version v where v.workspace = %(workspace)s and v.journey = %(journey)s
order by v.version desc

-- name: counts
select count(*) filter (where not held_out) as entered, count(*) filter (where held_out) as held_out,
  count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'done') as done,
  count(*) filter (where state = 'left') as gone, count(*) filter (where goal_at is not null and not held_out) as goal,
  count(*) filter (where goal_at is not null and held_out) as goal_held_out
from journey_position where workspace = %(workspace)s and journey = %(journey)s

-- name: step_passes
select step, count(*) as gone from journey_passage
where workspace = %(workspace)s and journey = %(journey)s group by step

-- name: step_waiting
-- Who stands at a step: waiting there, or stopped there when her way ended early.
select step, count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'left') as stopped
from journey_position
where workspace = %(workspace)s and journey = %(journey)s and step is not null group by step

-- name: list_positions
select customer, entry_key, version, step, state, due_at, entered_at, goal_at, ended_at, held_out, reason
from journey_position
where workspace = %(workspace)s and journey = %(journey)s
  and (%(step)s::text is null or step = %(step)s::text)
  and (%(state)s::text is null or state = %(state)s::text)
  and (%(customer)s::uuid is null or customer = %(customer)s::uuid)
  and (%(at)s::uuid is null or (customer, entry_key) > (%(at)s::uuid, %(key)s::text))
order by customer, entry_key limit %(limit)s

-- name: passages
select entry_key, pass, step, at, outcome from journey_passage
where workspace = %(workspace)s and journey = %(journey)s and customer = %(customer)s
order by entry_key, pass limit 1000

-- name: live_versions
-- The parts of each version that events are compared with; never the texts, which may be large.
select j.workspace, j.id as journey, j.state, v.version, v.version = j.version as is_newest, v.graph -> 'entry' as entry,
  v.graph -> 'goal' as goal, v.graph -> 'exit' as exit, (v.graph ->> 'holdout_percent')::float8 as holdout,
  (select f.published_at from journey_version f
    where f.workspace = j.workspace and f.journey = j.id and f.version = 1) as begun_at
from journey j join journey_version v on v.workspace = j.workspace and v.journey = j.id
where j.workspace = any(%(workspaces)s::uuid[]) and j.state in ('running', 'paused')
order by j.workspace, j.id, v.version

-- name: share_journey
-- Held to the end of the transaction: who pauses or stops a journey waits for what is under way.
select state, version from journey where workspace = %(workspace)s and id = %(journey)s for share

-- name: enter
-- `entered` is the key; again = every means not while she is inside, cooldown means not too soon after the last time.
insert into journey_position (workspace, journey, version, customer, entry_key, step, due_at, state, held_out, entered_at)
select %(workspace)s, %(journey)s, %(version)s, e.customer, e.entry_key,
  case when e.held_out then null else %(step)s end, case when e.held_out then null else e.due_at end,
  case when e.held_out then 'held' else 'waiting' end, e.held_out, e.entered_at
from unnest(%(customers)s::uuid[], %(entry_keys)s::text[], %(held_outs)s::boolean[], %(dues)s::timestamptz[],
  %(entered)s::timestamptz[]) as e (customer, entry_key, held_out, due_at, entered_at)
where not exists (
  select 1 from journey_position p
  where p.workspace = %(workspace)s and p.journey = %(journey)s and p.customer = e.customer
    and (p.state = 'waiting' or p.entered_at > e.entered_at - make_interval(secs => %(cooldown)s)))
on conflict do nothing
returning customer, entry_key, held_out, entered_at

-- name: leave_by_customer
update journey_position p set state = 'left', reason = %(reason)s, ended_at = l.at
from unnest(%(customers)s::uuid[], %(ats)s::timestamptz[]) as l (customer, at)
where p.workspace = %(workspace)s and p.journey = %(journey)s and p.version = %(version)s and p.customer = l.customer
  and p.state = 'waiting' and p.entered_at <= l.at
returning p.customer, p.entry_key, p.ended_at as at

-- name: reach_goal
-- Counted for everybody who entered, also held out or already at the end; who is on the way leaves.
update journey_position p
set goal_at = g.occurred_at,
    ended_at = case when p.state = 'waiting' then g.received_at else p.ended_at end,
    reason = case when p.state = 'waiting' then 'goal' else p.reason end,
    state = case when p.state = 'waiting' then 'left' else p.state end
from (select customer, min(occurred_at) as occurred_at, min(received_at) as received_at
  from unnest(%(customers)s::uuid[], %(occurred)s::timestamptz[], %(received)s::timestamptz[])
    as u (customer, occurred_at, received_at) group by customer) g
where p.workspace = %(workspace)s and p.journey = %(journey)s and p.version = %(version)s
  and p.customer = g.customer and p.goal_at is null
  and g.occurred_at > p.entered_at and g.occurred_at <= p.entered_at + make_interval(days => %(within)s)
returning p.customer, p.entry_key, p.held_out, p.goal_at, p.ended_at as at, p.reason = 'goal' as is_left

-- name: end_merged
-- Both were inside under the same key: one way is enough. Asked journey by journey, so that the key finds her places.
update journey_position p set state = 'left', reason = 'merged', ended_at = %(now)s
from journey j
where j.workspace = %(workspace)s and p.workspace = j.workspace and p.journey = j.id and p.customer = %(absorbed)s
  and p.state in ('waiting', 'held')
  and exists (select 1 from journey_position o where o.workspace = p.workspace and o.journey = p.journey
    and o.customer = %(survivor)s and (o.entry_key = p.entry_key or o.state = 'waiting'))
returning p.journey, p.version, p.customer, p.entry_key, p.held_out, p.ended_at as at

-- name: move_passages
update journey_passage g set customer = %(survivor)s
from journey j join journey_position p on p.workspace = j.workspace and p.journey = j.id
where j.workspace = %(workspace)s and p.customer = %(absorbed)s
  and g.workspace = p.workspace and g.journey = p.journey and g.customer = p.customer and g.entry_key = p.entry_key
  and not exists (select 1 from journey_position o where o.workspace = p.workspace and o.journey = p.journey
    and o.customer = %(survivor)s and o.entry_key = p.entry_key)

-- name: move_positions
update journey_position p set customer = %(survivor)s
from journey j
where j.workspace = %(workspace)s and p.workspace = j.workspace and p.journey = j.id and p.customer = %(absorbed)s
  and not exists (select 1 from journey_position o where o.workspace = p.workspace and o.journey = p.journey
    and o.customer = %(survivor)s and o.entry_key = p.entry_key)

-- name: due_steps
select j.workspace, j.id as journey, v.version, s.step
from journey j
join journey_version v on v.workspace = j.workspace and v.journey = j.id
cross join lateral unnest(v.steps) as s (step)
where j.state = 'running' and exists (
  select 1 from journey_position p
  where p.workspace = j.workspace and p.journey = j.id and p.version = v.version and p.step = s.step
    and p.state = 'waiting' and p.due_at <= %(now)s)

-- name: stopped_waiting
select j.workspace, j.id as journey from journey j
where j.state = 'stopped' and exists (
  select 1 from journey_position p where p.workspace = j.workspace and p.journey = j.id and p.state = 'waiting')

-- name: leave_batch
update journey_position set state = 'left', reason = %(reason)s, ended_at = %(now)s
where ctid = any(array(
  select ctid from journey_position
  where workspace = %(workspace)s and journey = %(journey)s and state = 'waiting'
  limit %(limit)s for update skip locked))
returning customer, entry_key, version, ended_at as at

-- name: pass_step
-- The heart: takes what is due at one step, moves all of it on and notes it, in one statement. It is continued by
-- `passed`, or by the outbox, which says something to all of them.
with moved as (
  update journey_position p
  set step = coalesce(%(next)s, p.step), due_at = %(due_at)s, armed = false, passes = p.passes + 1,
      state = case when %(next)s::text is null then 'done' else 'waiting' end,
      ended_at = case when %(next)s::text is null then %(now)s::timestamptz end,
      reason = case when %(next)s::text is null then 'finished' else '' end
  where p.ctid = any(array(
    select ctid from journey_position
    where workspace = %(workspace)s and journey = %(journey)s and version = %(version)s and step = %(step)s
      and state = 'waiting' and due_at <= %(now)s
    order by due_at limit %(limit)s for update skip locked))
  returning p.customer, p.entry_key, p.passes
), noted as (
  insert into journey_passage (workspace, journey, customer, entry_key, pass, step, at, outcome)
  select %(workspace)s, %(journey)s, customer, entry_key, passes, %(step)s, %(now)s, %(outcome)s from moved
)

-- name: passed
select customer, entry_key from moved

-- name: passed_number
select count(*) from moved

-- name: addressees
-- The key of a send: journey:version:customer:entry:step, and the pass where a loop may come here again.
, addressees (key, customer, entry) as (
  select concat(%(front)s::text, customer, ':', entry_key, ':', %(step)s::text,
      case when %(repeats)s then ':' || passes end), customer, entry_key
  from moved
)

-- name: lock_due
select customer, entry_key, armed, passes from journey_position
where workspace = %(workspace)s and journey = %(journey)s and version = %(version)s and step = %(step)s
  and state = 'waiting' and due_at <= %(now)s
order by due_at limit %(limit)s for update skip locked

-- name: arm
update journey_position p set due_at = a.due_at, armed = true
from unnest(%(customers)s::uuid[], %(entry_keys)s::text[], %(dues)s::timestamptz[]) as a (customer, entry_key, due_at)
where p.workspace = %(workspace)s and p.journey = %(journey)s and p.customer = a.customer and p.entry_key = a.entry_key

-- name: move
with moved as (
  update journey_position p
  set step = m.next, due_at = m.due_at, armed = false, passes = p.passes + 1
  from unnest(%(customers)s::uuid[], %(entry_keys)s::text[], %(nexts)s::text[], %(dues)s::timestamptz[],
    %(outcomes)s::text[]) as m (customer, entry_key, next, due_at, outcome)
  where p.workspace = %(workspace)s and p.journey = %(journey)s and p.customer = m.customer
    and p.entry_key = m.entry_key
  returning p.customer, p.entry_key, p.passes, m.outcome
)
insert into journey_passage (workspace, journey, customer, entry_key, pass, step, at, outcome)
select %(workspace)s, %(journey)s, customer, entry_key, passes, %(step)s, %(now)s, outcome from moved

-- name: has_published
select exists (select from journey_version where workspace = %(workspace)s)
