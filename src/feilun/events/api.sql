-- name: events
select position, id, type, name, channel, source, occurred_at, received_at, handles, body from event
where workspace = %(workspace)s and position >= %(floor)s
  and (%(before)s::bigint is null or position < %(before)s)
  and (%(type)s = '' or type = %(type)s) and (%(name)s = '' or name = %(name)s)
order by position desc limit %(limit)s

-- name: floor
select position from event
where workspace = %(workspace)s and (%(before)s::bigint is null or position < %(before)s)
order by position desc offset %(look)s - 1 limit 1

-- name: places
select s.name, s.position, s.handled, s.moved_at, s.failures, s.failed_event, s.problem, s.retry_at,
  case when s.failures > 0 then s.moved_at end as failing_since,
  (select count(*) from (select from event e where (e.writer, e.position) > (s.writer, s.position) limit 10000) as more)
    as behind
from subscription s order by s.name

-- name: lag
select s.name,
  (select count(*) from (select from event e where (e.writer, e.position) > (s.writer, s.position) limit 10000) as more)
    as value
from subscription s order by s.name

-- name: failing
select name, failures as value from subscription order by name

-- name: quarantined
select 'all' as name, count(*) as value from quarantine

-- name: has_event
select exists (select from event where workspace = %(workspace)s)
