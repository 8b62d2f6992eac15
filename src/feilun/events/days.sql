-- name: days
select replace(substr(c.relname, 7), '_', '-') as day
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'event'::regclass and c.relname ~ '^event_\d{4}_\d{2}_\d{2}$'
order by 1

-- name: is_begun
select exists (
  select from event_default where received_at >= %(day)s::date and received_at < %(day)s::date + 1)

-- name: unread
select exists (
  select from subscription s
  where exists (select from event_day e where (e.writer, e.position) > (s.writer, s.position)))

-- name: delete_read
delete from event_default e
where e.received_at < %(before)s
  and not exists (select from subscription s where (e.writer, e.position) > (s.writer, s.position))
