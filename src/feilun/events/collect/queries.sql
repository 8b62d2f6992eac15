-- name: add_to_quarantine
insert into quarantine (workspace, id, received_at, source, code, reason, payload)
values (%(workspace)s, %(id)s, %(received_at)s, %(source)s, %(code)s, %(reason)s, %(payload)s)

-- name: quarantine_page
select id, received_at, source, code, reason, payload
from quarantine
where workspace = %(workspace)s
  and (%(before)s::timestamptz is null or (received_at, id) < (%(before)s, %(before_id)s::uuid))
order by received_at desc, id desc
limit %(limit)s

-- name: remove_from_quarantine
delete from quarantine where workspace = %(workspace)s and id = %(id)s

-- name: prune_keys
-- In pieces, so that no delete holds its locks for long.
delete from event_key
where ctid in (select ctid from event_key where received_on < %(before)s limit %(limit)s) and received_on < %(before)s
