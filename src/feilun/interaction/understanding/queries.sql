-- name: version_in_force
-- Asked with every greeting and every batch of turns: not the report, which may be long.
select v.workspace, v.number, v.snapshot, v.model, v.encoders, v.weakened
from bot_head h join bot_version v on v.workspace = h.workspace and v.number = h.published
where h.workspace = %(workspace)s

-- name: version_row
select * from bot_version where workspace = %(workspace)s and number = %(number)s

-- name: trained_version
select workspace, number, snapshot, model, encoders, weakened from bot_version
where workspace = %(workspace)s and number = %(number)s and trained_at is not null

-- name: lock_head
insert into bot_head (workspace) values (%(workspace)s)
on conflict (workspace) do update set workspace = excluded.workspace
returning *

-- name: head
select * from bot_head where workspace = %(workspace)s

-- name: next_number
update bot_head set last_number = last_number + 1 where workspace = %(workspace)s returning last_number

-- name: waiting_training
select number from bot_task where workspace = %(workspace)s and kind = 'training' and state = 'queued'

-- name: add_version
insert into bot_version (workspace, number, made_at, made_by, made_name)
values (%(workspace)s, %(number)s, %(now)s, %(by)s, %(name)s)

-- name: queue_task
insert into bot_task (workspace, number, kind, queued_at) values (%(workspace)s, %(number)s, %(kind)s, %(now)s)
on conflict (workspace, number, kind) do update set state = 'queued', progress = 0, step = '', problem = null,
  attempts = 0, worker = null, queued_at = excluded.queued_at, started_at = null, heartbeat_at = null, ended_at = null
where bot_task.state in ('done', 'failed')

-- name: claim_task
update bot_task set state = 'running', worker = %(worker)s, heartbeat_at = %(now)s, attempts = attempts + 1,
  started_at = coalesce(started_at, %(now)s), progress = 0, step = ''
where (workspace, number, kind) = (
  select t.workspace, t.number, t.kind from bot_task t
  where (t.state = 'queued' or (t.state = 'running' and t.heartbeat_at < %(stale)s))
    and (%(only)s::uuid is null or t.workspace = %(only)s)
    and not exists (
      select from bot_task o where o.workspace = t.workspace and o.state = 'running'
        and (o.number, o.kind) is distinct from (t.number, t.kind)
    )
  order by t.queued_at limit 1 for update skip locked
)
returning workspace, number, kind, attempts

-- name: end_worn_out
update bot_task set state = 'failed', ended_at = %(now)s, worker = null,
  problem = 'It was cut off ' || attempts || ' times; see the log of the worker.'
where state = 'running' and heartbeat_at < %(stale)s and attempts >= %(most)s

-- name: beat
update bot_task set heartbeat_at = %(now)s, progress = greatest(progress, %(progress)s), step = %(step)s
where workspace = %(workspace)s and number = %(number)s and kind = %(kind)s and state = 'running' and worker = %(worker)s

-- name: end_task
update bot_task set state = %(state)s, problem = %(problem)s, ended_at = %(now)s, heartbeat_at = %(now)s, worker = null,
  progress = case when %(state)s = 'done' then 100 else progress end
where workspace = %(workspace)s and number = %(number)s and kind = %(kind)s and state = 'running' and worker = %(worker)s

-- name: let_go
update bot_task set state = 'queued', worker = null, heartbeat_at = null, attempts = attempts - 1
where workspace = %(workspace)s and number = %(number)s and kind = %(kind)s and state = 'running' and worker = %(worker)s

-- name: keep_snapshot
update bot_version set snapshot = %(snapshot)s, settings = %(settings)s
where workspace = %(workspace)s and number = %(number)s and trained_at is null

-- name: keep_model
update bot_version set model = %(model)s, model_bytes = %(bytes)s, encoders = %(encoders)s, weakened = %(weakened)s,
  figures = %(figures)s, trained_at = %(now)s
where workspace = %(workspace)s and number = %(number)s

-- name: keep_report
update bot_version set report = %(report)s, judged_suite = %(suite)s, judged_against = %(against)s
where workspace = %(workspace)s and number = %(number)s

-- name: versions
select v.workspace, v.number, v.made_at, v.made_by, v.made_name, v.trained_at, v.model_bytes, v.encoders, v.weakened,
  v.figures, v.settings, v.judged_suite, v.judged_against, v.report->'figures' as suite,
  v.report->'against'->'moved' as moved, h.published is not distinct from v.number as is_in_force,
  exists (
    select from bot_publication p where p.workspace = v.workspace and p.number = v.number
  ) as was_in_force
from bot_version v left join bot_head h on h.workspace = v.workspace
where v.workspace = %(workspace)s and (%(before)s::int is null or v.number < %(before)s)
  and (%(only)s::int is null or v.number = %(only)s)
order by v.number desc limit %(limit)s

-- name: tasks
select number, kind, state, progress, step, problem, attempts, queued_at, started_at, ended_at from bot_task
where workspace = %(workspace)s and number = any(%(numbers)s)

-- name: judgement
select report, judged_suite, judged_against, trained_at from bot_version
where workspace = %(workspace)s and number = %(number)s

-- name: was_in_force
select exists (select from bot_publication where workspace = %(workspace)s and number = %(number)s)

-- name: publish
update bot_head set published = %(number)s, publications = publications + 1 where workspace = %(workspace)s
returning publications

-- name: add_publication
insert into bot_publication (workspace, place, number, before, is_return, at, by, name)
values (%(workspace)s, %(place)s, %(number)s, %(before)s, %(is_return)s, %(now)s, %(by)s, %(name)s)

-- name: publications
select place, number, before, is_return, at, by, name from bot_publication
where workspace = %(workspace)s and (%(after)s::int is null or place < %(after)s)
order by place desc limit %(limit)s

-- name: has_published
select exists (select from bot_head where workspace = %(workspace)s and published is not null)

-- name: lock_suite
insert into bot_suite (workspace, settings) values (%(workspace)s, %(settings)s)
on conflict (workspace) do update set workspace = excluded.workspace
returning settings, revision

-- name: suite
select settings, revision from bot_suite where workspace = %(workspace)s

-- name: move_suite
update bot_suite set revision = revision + 1 where workspace = %(workspace)s returning revision

-- name: set_suite_settings
update bot_suite set settings = %(settings)s where workspace = %(workspace)s

-- name: suite_phrasings
select id, text, language, article, topic, half, normal from bot_suite_phrasing where workspace = %(workspace)s order by id

-- name: suite_phrasing
select id, text, language, article, topic, half, normal from bot_suite_phrasing
where workspace = %(workspace)s and id = %(id)s

-- name: suite_page
select id, text, language, article, topic, half, normal from bot_suite_phrasing
where workspace = %(workspace)s and (%(after)s::uuid is null or id < %(after)s)
  and (%(kind)s = 'all' or (%(kind)s = 'in') = (article is not null))
  and (%(search)s = '' or strpos(lower(text), lower(%(search)s)) > 0)
order by id desc limit %(limit)s

-- name: suite_counts
select count(*) filter (where article is not null) as in_scope, count(*) filter (where article is null) as out_of_scope,
  count(*) filter (where article is null and half = 'fit') as fits,
  count(*) filter (where article is null and half = 'judge') as judges
from bot_suite_phrasing where workspace = %(workspace)s

-- name: known_phrasings
select id, normal from bot_suite_phrasing where workspace = %(workspace)s and md5(normal) = any(%(hashes)s)

-- name: add_phrasing
insert into bot_suite_phrasing (workspace, id, text, normal, language, article, topic, half, made_at, made_by)
values (%(workspace)s, %(id)s, %(text)s, %(normal)s, %(language)s, %(article)s, %(topic)s, %(half)s, %(now)s, %(by)s)

-- name: change_phrasing
update bot_suite_phrasing set language = %(language)s, article = %(article)s, topic = %(topic)s, half = %(half)s
where workspace = %(workspace)s and id = %(id)s

-- name: delete_phrasing
delete from bot_suite_phrasing where workspace = %(workspace)s and id = %(id)s returning text

-- name: suite_dialogs
select id, name, language, channel, turns from bot_suite_dialog where workspace = %(workspace)s order by id

-- name: put_dialog
insert into bot_suite_dialog (workspace, id, name, language, channel, turns, made_at, made_by)
values (%(workspace)s, %(id)s, %(name)s, %(language)s, %(channel)s, %(turns)s, %(now)s, %(by)s)
on conflict (workspace, id) do update set name = excluded.name, language = excluded.language,
  channel = excluded.channel, turns = excluded.turns

-- name: dialog
select id, name, language, channel, turns from bot_suite_dialog where workspace = %(workspace)s and id = %(id)s

-- name: delete_dialog
delete from bot_suite_dialog where workspace = %(workspace)s and id = %(id)s returning name

-- name: forget_replay
delete from bot_replay_change where workspace = %(workspace)s and number = %(number)s

-- name: add_replay_change
insert into bot_replay_change (workspace, number, place, change)
values (%(workspace)s, %(number)s, %(place)s, %(change)s)

-- name: keep_replay
insert into bot_replay (workspace, number, against, figures, at)
values (%(workspace)s, %(number)s, %(against)s, %(figures)s, %(now)s)
on conflict (workspace, number) do update set against = excluded.against, figures = excluded.figures, at = excluded.at

-- name: replay
select against, figures, at from bot_replay where workspace = %(workspace)s and number = %(number)s

-- name: replay_changes
select place, change from bot_replay_change
where workspace = %(workspace)s and number = %(number)s and place > %(after)s
  and (%(verdict)s = 'all' or change->>'verdict' = %(verdict)s)
order by place limit %(limit)s
