-- name: add_study
insert into study (workspace, id, name, kind, plan, created_at, created_by, changed_at, changed_by, changed_by_name)
values (%(workspace)s, %(id)s, %(name)s, %(kind)s, %(plan)s, %(now)s, %(author)s, %(now)s, %(author)s, %(author_name)s)

-- name: study
select * from study where workspace = %(workspace)s and id = %(study)s and deleted_at is null

-- name: lock_study
select * from study where workspace = %(workspace)s and id = %(study)s and deleted_at is null for update

-- name: list_studies
select s.id, s.name, s.kind, s.revision, s.survey, s.question, s.design is not null as has_design, s.created_at, s.changed_at,
  s.changed_by_name, coalesce(counted.estimates, 0) as estimates, newest.id as newest, newest.state as newest_state
from (
  select * from study where workspace = %(workspace)s and deleted_at is null
    and (%(kind)s::text is null or kind = %(kind)s) and (%(survey)s::uuid is null or survey = %(survey)s)
    and (%(search)s::text is null or name ilike %(search)s)
    and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s::uuid))
  order by created_at desc, id desc limit %(limit)s
) s
left join lateral (
  select count(*) as estimates from study_task t
  where t.workspace = s.workspace and t.study = s.id and t.kind = 'estimate' and t.state = 'done'
) counted on true
left join lateral (
  select t.id, t.state from study_task t
  where t.workspace = s.workspace and t.study = s.id and t.kind = 'estimate' order by t.id desc limit 1
) newest on true
order by s.created_at desc, s.id desc

-- name: save_study
update study set name = %(name)s, plan = %(plan)s, revision = revision + 1, changed_at = %(now)s, changed_by = %(author)s,
  changed_by_name = %(author_name)s
where workspace = %(workspace)s and id = %(study)s returning revision

-- name: keep_design
update study set design = %(design)s, design_print = %(print)s where workspace = %(workspace)s and id = %(study)s

-- name: link_survey
update study set survey = %(survey)s, question = %(question)s where workspace = %(workspace)s and id = %(study)s

-- name: delete_study
update study set deleted_at = %(now)s where workspace = %(workspace)s and id = %(study)s and deleted_at is null

-- name: delete_tasks
delete from study_task where workspace = %(workspace)s and study = %(study)s returning id, has_draws

-- name: delete_scenarios
delete from study_scenario where workspace = %(workspace)s and study = %(study)s

-- name: add_task
insert into study_task (workspace, id, study, kind, model, settings, filter, state, worker, heartbeat_at, started_at, attempts,
  queued_at, queued_by, queued_by_name, plan)
values (%(workspace)s, %(id)s, %(study)s, %(kind)s, %(model)s, %(settings)s, %(filter)s,
  case when %(worker)s::uuid is null then 'due' else 'running' end, %(worker)s, case when %(worker)s::uuid is null then null else %(now)s::timestamptz end,
  case when %(worker)s::uuid is null then null else %(now)s::timestamptz end, case when %(worker)s::uuid is null then 0 else 1 end,
  %(now)s, %(author)s, %(author_name)s, %(plan)s)

-- name: open_tasks
select count(*) from study_task where workspace = %(workspace)s and state in ('due', 'running')

-- name: end_worn_out
update study_task set state = 'failed', ended_at = %(now)s, worker = null,
  problem = 'It was cut off ' || attempts || ' times; see the log of the worker.'
where state = 'running' and heartbeat_at < %(stale)s and attempts >= %(most)s

-- name: claim_task
update study_task set state = 'running', worker = %(worker)s, heartbeat_at = %(now)s, attempts = attempts + 1,
  started_at = coalesce(started_at, %(now)s), progress = 0, step = ''
where (workspace, id) = (
  select workspace, id from study_task
  where state = 'due' or (state = 'running' and heartbeat_at < %(stale)s)
  order by queued_at, id limit 1 for update skip locked
)
returning *

-- name: beat
update study_task set heartbeat_at = %(now)s, progress = greatest(progress, %(progress)s), step = %(step)s
where workspace = %(workspace)s and id = %(id)s and state = 'running' and worker = %(worker)s

-- name: end_task
update study_task set state = %(state)s, problem = %(problem)s, ended_at = %(now)s, heartbeat_at = %(now)s, worker = null,
  progress = case when %(state)s = 'done' then 100 else progress end, base = %(base)s, tasks = %(tasks)s, result = %(result)s,
  has_draws = %(has_draws)s, model = %(model)s
where workspace = %(workspace)s and id = %(id)s and state = 'running' and worker = %(worker)s

-- name: let_go
update study_task set state = 'due', worker = null, heartbeat_at = null, progress = 0, attempts = attempts - %(given_back)s
where workspace = %(workspace)s and id = %(id)s and state = 'running' and worker = %(worker)s

-- name: cancel_task
update study_task set state = 'cancelled', ended_at = %(now)s, worker = null
where workspace = %(workspace)s and id = %(id)s and state in ('due', 'running')

-- name: cancel_designs
update study_task set state = 'cancelled', ended_at = %(now)s, worker = null
where workspace = %(workspace)s and study = %(study)s and kind = 'design' and state in ('due', 'running')

-- name: task
select t.*, s.plan as plan_now, s.kind as study_kind from study_task t
join study s on s.workspace = t.workspace and s.id = t.study and s.deleted_at is null
where t.workspace = %(workspace)s and t.id = %(id)s and t.kind = %(kind)s

-- name: newest_design
select * from study_task where workspace = %(workspace)s and study = %(study)s and kind = 'design' order by id desc limit 1

-- name: newest_estimate
select id from study_task
where workspace = %(workspace)s and study = %(study)s and kind = 'estimate' and state = 'done' and has_draws
order by id desc limit 1

-- name: list_estimates
select id, study, model, state, progress, step, problem, base, tasks, queued_at, queued_by_name, started_at, ended_at, has_draws,
  coalesce(jsonb_array_length(result->'warnings'), 0) as warnings
from study_task
where workspace = %(workspace)s and study = %(study)s and kind = 'estimate' and (%(before)s::uuid is null or id < %(before)s)
order by id desc limit %(limit)s

-- name: drop_estimate
delete from study_task where workspace = %(workspace)s and id = %(id)s and kind = 'estimate' and state not in ('due', 'running')
returning has_draws

-- name: add_scenario
insert into study_scenario (workspace, id, study, name, market, changed_at, changed_by_name)
values (%(workspace)s, %(id)s, %(study)s, %(name)s, %(market)s, %(now)s, %(author_name)s) returning *

-- name: lock_scenario
select * from study_scenario where workspace = %(workspace)s and study = %(study)s and id = %(id)s for update

-- name: scenarios
select * from study_scenario where workspace = %(workspace)s and study = %(study)s order by id limit %(limit)s

-- name: scenario_count
select count(*) from study_scenario where workspace = %(workspace)s and study = %(study)s

-- name: save_scenario
update study_scenario set name = %(name)s, market = %(market)s, revision = revision + 1, changed_at = %(now)s,
  changed_by_name = %(author_name)s
where workspace = %(workspace)s and study = %(study)s and id = %(id)s returning *

-- name: delete_scenario
delete from study_scenario where workspace = %(workspace)s and study = %(study)s and id = %(id)s
