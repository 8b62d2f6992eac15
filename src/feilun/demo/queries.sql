-- name: shop
select workspace, write_key, till_key, loaded_at, furnished_at from demo_shop limit 1

-- name: open_shop
insert into demo_shop (workspace, write_key, till_key) values (%(workspace)s, %(write_key)s, %(till_key)s)

-- name: note_loaded
update demo_shop set loaded_at = %(now)s where workspace = %(workspace)s

-- name: note_furnished
update demo_shop set furnished_at = %(now)s where workspace = %(workspace)s

-- name: places
select coalesce(sum(least(s.handled, e.total)), 0)::bigint as handled, coalesce(count(*) * max(e.total), 0)::bigint as total
from subscription s cross join (select count(*) as total from event) e
