-- name: claim_keys
-- Answers with the keys that were there already: nearly always none.
with asked as materialized (
  select k.workspace, k.key from unnest(%(workspaces)s::uuid[], %(keys)s::uuid[]) as k (workspace, key)
), claimed as (
  insert into event_key (workspace, key, received_on)
  select workspace, key, %(received_on)s from asked
  on conflict do nothing
  returning workspace, key
)
select workspace, key from asked
except all
select workspace, key from claimed

-- name: add_subscription
insert into subscription (name) values (%(name)s) on conflict do nothing

-- name: lock_subscription
select writer::text as writer, position, failures, retry_at
from subscription where name = %(name)s for update skip locked

-- name: place_of
select writer::text as writer, position from subscription where name = %(name)s

-- name: read_batch
-- Everything below the oldest transaction still writing is complete and will not change. The order names the column:
-- plain "writer" would be the text above, in which 1000 comes before 999.
select workspace, position, writer::text as writer, received_at, occurred_at, id, type, name, channel, source, handles, body
from event
where (writer, position) > (%(writer)s::xid8, %(position)s)
  and writer < pg_snapshot_xmin(pg_current_snapshot())
order by event.writer, event.position
limit %(limit)s

-- name: read_batch_behind
select workspace, position, writer::text as writer, received_at, occurred_at, id, type, name, channel, source, handles, body
from event
where (writer, position) > (%(writer)s::xid8, %(position)s)
  and (writer, position) <= (%(upto_writer)s::xid8, %(upto_position)s)
order by event.writer, event.position
limit %(limit)s

-- name: move_place
update subscription
set writer = %(writer)s::xid8, position = %(position)s, handled = handled + %(handled)s, moved_at = %(now)s,
    failures = 0, failed_event = null, problem = null, retry_at = null
where name = %(name)s

-- name: note_failure
update subscription
set failures = failures + 1, failed_event = %(event)s, problem = %(problem)s, retry_at = %(retry_at)s
where name = %(name)s

-- name: subscriptions
select s.name, s.handled, s.moved_at, s.failures, s.failed_event, s.problem, s.retry_at
from subscription s order by s.name
