-- name: add_run
insert into import_run (workspace, id, kind, format, name, key, channel, zone, mapping, total_bytes, created_by, created_at,
  worker, lease_until)
values (%(workspace)s, %(id)s, %(kind)s, %(format)s, %(name)s, %(key)s, %(channel)s, %(zone)s, %(mapping)s,
  %(total_bytes)s, %(created_by)s, %(now)s, %(worker)s, %(lease_until)s)

-- name: run_of
select * from import_run where workspace = %(workspace)s and id = %(id)s

-- name: runs
select * from import_run
where workspace = %(workspace)s and (%(after)s::uuid is null or id < %(after)s)
order by id desc limit %(limit)s

-- name: claim_run
-- A worker that died leaves its lease; another one goes on from the last committed row when it has run out.
update import_run set state = 'running', worker = %(worker)s, lease_until = %(lease_until)s
where (workspace, id) = (
  select workspace, id from import_run
  where state in ('waiting', 'running') and (lease_until is null or lease_until < %(now)s or worker = %(worker)s)
    and (%(id)s::uuid is null or id = %(id)s)
  order by created_at limit 1 for update skip locked
)
returning *

-- name: lock_run
select bytes, read from import_run
where workspace = %(workspace)s and id = %(id)s and worker = %(worker)s and state = 'running' and read = %(read)s
for update

-- name: move_run
update import_run
set bytes = %(bytes)s, read = %(read)s, accepted = accepted + %(accepted)s, repeated = repeated + %(repeated)s,
    refused = refused + %(refused)s, plan = %(plan)s, lease_until = %(lease_until)s
where workspace = %(workspace)s and id = %(id)s

-- name: end_run
update import_run
set state = %(state)s, problem = %(problem)s, finished_at = %(now)s, lease_until = null,
    bytes = case when %(state)s = 'done' then total_bytes else bytes end
where workspace = %(workspace)s and id = %(id)s and worker = %(worker)s

-- name: let_go
update import_run set lease_until = null where workspace = %(workspace)s and id = %(id)s and worker = %(worker)s

-- name: refusals
select row, code, reason, payload from import_refusal
where workspace = %(workspace)s and import = %(import)s and row > %(after)s
order by row limit %(limit)s

-- name: has_import
select exists (select from import_run where workspace = %(workspace)s)
