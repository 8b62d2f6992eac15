-- name: one_moment
-- Every statement of the transaction sees the same moment.
set transaction isolation level repeatable read, read only

-- name: lines
-- All responses a filter may take, one value of each in a row of its own: many times faster to read than rows. The order
-- within is the same for each, whatever it is.
select count(*) as number,
  coalesce(string_agg(uuid_send(r.id), ''), '') as ids,
  coalesce(string_agg(float8send(r.weight), ''), '') as weights,
  coalesce(string_agg(int4send(r.seconds), ''), '') as seconds,
  coalesce(string_agg(int4send(r.version), ''), '') as versions,
  coalesce(string_agg(timestamptz_send(r.started_at), ''), '') as started,
  coalesce(string_agg(coalesce(timestamptz_send(r.completed_at), '\x8000000000000000'::bytea), ''), '') as completed,
  coalesce(string_agg(int4send(array_position(%(all)s::text[], r.state)), ''), '') as states,
  coalesce(string_agg(int4send((r.flags <> '{}')::int), ''), '') as flagged,
  coalesce(string_agg(int8send(coalesce(s.block, 0)), ''), '') as blocks,
  coalesce(string_agg(int4send(coalesce(s.place, 0)), ''), '') as places,
  coalesce(string_agg(translate(r.channel, chr(31), ' '), chr(31)), '') as channels,
  coalesce(string_agg(translate(r.language, chr(31), ' '), chr(31)), '') as languages
from survey_response r
left join survey_sealed s on %(with_blocks)s and s.workspace = r.workspace and s.survey = r.survey and s.response = r.id
  and s.seq = r.seq and s.updated_at = r.updated_at
where r.workspace = %(workspace)s and r.survey = %(survey)s and r.simulated = %(simulated)s
  and r.state = any(%(all)s::text[]) and r.excluded_at is null
  and (%(flagged_too)s or r.flags = '{}')
  and (%(since)s::timestamptz is null or coalesce(r.completed_at, r.started_at) >= %(since)s)
  and (%(until)s::timestamptz is null or coalesce(r.completed_at, r.started_at) < %(until)s)
  and (%(channels)s::text[] = '{}' or r.channel = any(%(channels)s::text[]))
  and (%(languages)s::text[] = '{}' or r.language = any(%(languages)s::text[]))
  and (%(versions)s::int[] = '{}' or r.version = any(%(versions)s::int[]))

-- name: answers
select id, version, state, seq, updated_at, seed, given, language, passed, answers from survey_response
where workspace = %(workspace)s and survey = %(survey)s and id = any(%(ids)s::uuid[])

-- name: owners
-- Whose a response is by her invitation, and the handles of the others.
select r.id, coalesce(c.merged_into, r.customer) as customer, r.handles from survey_response r
left join customer c on c.workspace = r.workspace and c.id = r.customer
where r.workspace = %(workspace)s and r.survey = %(survey)s and r.id = any(%(ids)s::uuid[])
  and (r.customer is not null or r.handles <> '[]')

-- name: with_trait
select customer from profile where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])
  and (traits ->> %(name)s = any(%(texts)s::text[])
    or (jsonb_typeof(traits -> %(name)s) = 'array' and traits -> %(name)s ?| %(texts)s::text[]))

-- name: traits
select customer, traits ->> %(name)s as value from profile
where workspace = %(workspace)s and customer = any(%(customers)s::uuid[]) and traits ? %(name)s

-- name: due_surveys
-- Surveys that somebody finished since they were looked at; the look itself costs more, so each is looked at in turn.
select v.workspace, v.id as survey from survey v
left join survey_look l on l.workspace = v.workspace and l.survey = v.id
where v.deleted_at is null and v.version > 0 and coalesce(l.looked_at, '-infinity') < %(again)s
  and exists (select from survey_response r where r.workspace = v.workspace and r.survey = v.id and not r.simulated
    and r.completed_at is not null and r.completed_at > coalesce(l.looked_at, '-infinity'))
order by l.looked_at nulls first limit 20

-- name: looked
insert into survey_look (workspace, survey, looked_at) values (%(workspace)s, %(survey)s, %(at)s)
on conflict (workspace, survey) do update set looked_at = excluded.looked_at

-- name: unsealed
select r.id from survey_response r
left join survey_sealed s on s.workspace = r.workspace and s.survey = r.survey and s.response = r.id
where r.workspace = %(workspace)s and r.survey = %(survey)s and not r.simulated and r.state = any(%(states)s::text[])
  and r.version > 0 and r.updated_at < case r.state when 'started' then %(away)s::timestamptz else %(before)s::timestamptz end
  and (s.response is null or s.seq <> r.seq or s.updated_at <> r.updated_at)
order by r.id limit %(limit)s

-- name: lock_survey
-- One at a time seals a survey; a second one goes on to the next.
select pg_try_advisory_xact_lock(hashtextextended(%(survey)s::text, 7)) as is_ours

-- name: open_block
-- The newest block that still has room.
select id, number from survey_block
where workspace = %(workspace)s and survey = %(survey)s and state = 'standing' and number < %(room)s
order by id desc limit 1

-- name: add_block
insert into survey_block (workspace, survey, at) values (%(workspace)s, %(survey)s, %(now)s) returning id

-- name: block_rows
-- Those of a block that it still holds as they are.
select s.response, s.place, s.seq, s.updated_at from survey_sealed s
join survey_response r on r.workspace = s.workspace and r.survey = s.survey and r.id = s.response
where s.block = %(block)s and s.seq = r.seq and s.updated_at = r.updated_at and r.state = any(%(states)s::text[])
order by s.place

-- name: drop_sealed
delete from survey_sealed where block = %(block)s

-- name: leave_block
update survey_block set state = 'leaving', at = %(now)s where id = %(block)s

-- name: stand_block
update survey_block set state = 'standing', number = %(number)s where id = %(block)s and state = 'writing'

-- name: put_sealed
insert into survey_sealed (workspace, survey, response, block, place, seq, updated_at)
select %(workspace)s, %(survey)s, k.response, %(block)s, k.place, k.seq, k.updated_at
from unnest(%(responses)s::uuid[], %(places)s::int[], %(seqs)s::int[], %(times)s::timestamptz[])
  as k (response, place, seq, updated_at)
on conflict (workspace, survey, response) do update set block = excluded.block, place = excluded.place,
  seq = excluded.seq, updated_at = excluded.updated_at

-- name: stained_blocks
-- Blocks that hold what must not be kept: of an erased response, or of a survey that is gone.
select b.id, b.workspace, b.survey from survey_block b where b.state = 'standing' and b.id in (
  select s.block from (select distinct workspace, survey from survey_block) k
  join survey_response r on r.workspace = k.workspace and r.survey = k.survey and not r.simulated and r.state = 'erased'
  join survey_sealed s on s.workspace = r.workspace and s.survey = r.survey and s.response = r.id)
union
select b.id, b.workspace, b.survey from survey_block b
where b.state = 'standing'
  and not exists (select from survey v where v.workspace = b.workspace and v.id = b.survey and v.deleted_at is null)
limit 20

-- name: survey_stands
select 1 from survey where workspace = %(workspace)s and id = %(survey)s and deleted_at is null

-- name: loose_blocks
-- Left over from a job that died, or no longer needed.
select id, workspace, survey from survey_block where state <> 'standing' and at < %(before)s order by at limit 100

-- name: delete_block
delete from survey_block where id = %(block)s and state <> 'standing'

-- name: flags
select id, flags from survey_response
where workspace = %(workspace)s and survey = %(survey)s and id = any(%(ids)s::uuid[])
