-- name: add_export
insert into survey_export (workspace, id, survey, format, wish, created_at, created_by, created_by_name, expires_at)
values (%(workspace)s, %(id)s, %(survey)s, %(format)s, %(wish)s, %(now)s, %(author)s, %(author_name)s, %(expires_at)s)

-- name: open_exports
select count(*) from survey_export where workspace = %(workspace)s and state in ('due', 'running')

-- name: export
select * from survey_export where workspace = %(workspace)s and id = %(id)s

-- name: exports
select * from survey_export
where workspace = %(workspace)s and survey = %(survey)s and (%(after)s::uuid is null or id < %(after)s)
order by id desc limit %(limit)s

-- name: claim_export
-- A worker that died is silent until its lease has run out; then another one begins anew.
update survey_export set state = 'running', worker = %(worker)s, lease_until = %(lease_until)s, progress = 0, rows = 0,
  attempts = attempts + 1
where (workspace, id) = (
  select workspace, id from survey_export
  where state in ('due', 'running') and (lease_until is null or lease_until < %(now)s)
  order by created_at limit 1 for update skip locked
)
returning *

-- name: erased_of
-- Both kinds of respondents are named, so that the index over kind and state answers.
select count(*) from survey_response
where workspace = %(workspace)s and survey = %(survey)s and simulated in (false, true) and state = 'erased'

-- name: remember_erased
update survey_export set erased = %(erased)s where workspace = %(workspace)s and id = %(id)s

-- name: tell_export
update survey_export set progress = %(progress)s, rows = %(rows)s, lease_until = %(lease_until)s
where workspace = %(workspace)s and id = %(id)s and worker = %(worker)s and attempts = %(attempts)s and state = 'running'

-- name: end_export
update survey_export set state = %(state)s, progress = case when %(state)s = 'done' then 1 else progress end,
  rows = %(rows)s, bytes = %(bytes)s, notes = %(notes)s, problem = %(problem)s, finished_at = %(now)s,
  expires_at = %(expires_at)s, lease_until = null
where workspace = %(workspace)s and id = %(id)s and worker = %(worker)s and attempts = %(attempts)s and state = 'running'

-- name: give_back
update survey_export set state = 'due', progress = 0, lease_until = null, attempts = attempts - 1
where workspace = %(workspace)s and id = %(id)s and worker = %(worker)s and attempts = %(attempts)s and state = 'running'

-- name: cancel_export
update survey_export set state = 'cancelled', lease_until = null, finished_at = %(now)s
where workspace = %(workspace)s and id = %(id)s and state in ('due', 'running')

-- name: delete_export
delete from survey_export where workspace = %(workspace)s and id = %(id)s returning *

-- name: old_exports
select * from survey_export where expires_at < %(now)s order by expires_at limit 100

-- name: overtaken_exports
-- Files that were written before somebody in their survey was erased.
select e.* from survey_export e
join lateral (
  select count(*) as number from survey_response r
  where r.workspace = e.workspace and r.survey = e.survey and r.simulated in (false, true) and r.state = 'erased'
) erased on erased.number > e.erased
where e.state = 'done'
limit 100

-- name: withdraw_export
update survey_export set state = 'failed', problem = %(problem)s, bytes = 0
where workspace = %(workspace)s and id = %(id)s and state = 'done'
