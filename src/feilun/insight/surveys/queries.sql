-- name: add_survey
insert into survey (workspace, id, name, link, draft, settings, salt, created_at, created_by, changed_at, changed_by, changed_by_name)
values (%(workspace)s, %(id)s, %(name)s, %(link)s, %(draft)s, %(settings)s, %(salt)s, %(now)s, %(author)s, %(now)s,
  %(author)s, %(author_name)s)

-- name: survey
select * from survey where workspace = %(workspace)s and id = %(survey)s and deleted_at is null

-- name: lock_survey
select * from survey where workspace = %(workspace)s and id = %(survey)s and deleted_at is null for update

-- name: survey_by_link
select * from survey where link = %(link)s and deleted_at is null

-- name: list_surveys
-- Counts are of one page of surveys, along the index of states.
select s.*, counted.started, counted.complete, counted.partial, counted.screened, counted.full_up
from (
  select * from survey where workspace = %(workspace)s and deleted_at is null
    and (%(state)s::text is null or state = %(state)s) and (%(search)s::text is null or name ilike %(search)s)
    and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s::uuid))
  order by created_at desc, id desc limit %(limit)s
) s
left join lateral (
  select count(*) filter (where r.state = 'started') as started, count(*) filter (where r.state = 'complete') as complete,
    count(*) filter (where r.state = 'partial') as partial, count(*) filter (where r.state = 'screened') as screened,
    count(*) filter (where r.state = 'full') as full_up
  from survey_response r where r.workspace = s.workspace and r.survey = s.id and not r.simulated
) counted on true
order by s.created_at desc, s.id desc

-- name: save_draft
update survey set draft = %(draft)s, name = %(name)s, revision = revision + 1, changed_at = %(now)s,
  changed_by = %(author)s, changed_by_name = %(author_name)s
where workspace = %(workspace)s and id = %(survey)s returning revision

-- name: change_survey
update survey set name = %(name)s, settings = %(settings)s, changed_at = %(now)s, changed_by = %(author)s,
  changed_by_name = %(author_name)s
where workspace = %(workspace)s and id = %(survey)s

-- name: set_state
update survey set state = %(state)s, opened_at = case when %(state)s = 'open' then coalesce(opened_at, %(now)s) else opened_at end,
  closed_at = case when %(state)s = 'closed' then %(now)s::timestamptz end
where workspace = %(workspace)s and id = %(survey)s

-- name: add_version
insert into survey_version (workspace, survey, number, revision, form, published_at, published_by)
values (%(workspace)s, %(survey)s, %(number)s, %(revision)s, %(form)s, %(now)s, %(author)s)

-- name: set_version
update survey set version = %(number)s, published_revision = %(revision)s, state = 'open', closed_at = null,
  opened_at = coalesce(opened_at, %(now)s)
where workspace = %(workspace)s and id = %(survey)s

-- name: versions
select number, revision, published_at, published_by from survey_version
where workspace = %(workspace)s and survey = %(survey)s order by number desc limit 500

-- name: version
select * from survey_version where workspace = %(workspace)s and survey = %(survey)s and number = %(number)s

-- name: delete_survey
update survey set deleted_at = %(now)s, state = 'closed' where workspace = %(workspace)s and id = %(survey)s and deleted_at is null

-- name: put_quota
insert into survey_quota (workspace, survey, quota, name, most) values (%(workspace)s, %(survey)s, %(quota)s, %(name)s, %(most)s)
on conflict (workspace, survey, quota) do update set name = excluded.name, most = excluded.most, dropped = false

-- name: drop_quotas
update survey_quota set dropped = true where workspace = %(workspace)s and survey = %(survey)s and not quota = any(%(kept)s::text[])

-- name: quotas
select quota, name, most, taken, reserved from survey_quota
where workspace = %(workspace)s and survey = %(survey)s and not dropped order by quota

-- name: lock_quotas
-- In one order for everybody, so that two respondents cannot wait for each other.
select quota, most, taken, reserved from survey_quota
where workspace = %(workspace)s and survey = %(survey)s and quota = any(%(quotas)s::text[]) order by quota for update

-- name: move_quota
update survey_quota set taken = taken + %(taken)s, reserved = reserved + %(reserved)s
where workspace = %(workspace)s and survey = %(survey)s and quota = %(quota)s

-- name: slots
select quota, taken from survey_slot where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s order by quota

-- name: put_slot
insert into survey_slot (workspace, survey, response, quota, taken, look_at)
values (%(workspace)s, %(survey)s, %(response)s, %(quota)s, %(taken)s, %(look_at)s)
on conflict (workspace, survey, response, quota) do update set taken = excluded.taken, look_at = excluded.look_at

-- name: drop_slots
delete from survey_slot where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s
  and quota = any(%(quotas)s::text[])

-- name: slots_due
select distinct workspace, survey, response from (
  select workspace, survey, response from survey_slot where look_at < %(now)s order by look_at limit %(limit)s
) due

-- name: look_at_slots_later
update survey_slot set look_at = %(at)s where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s
  and not taken

-- name: add_response
insert into survey_response (workspace, survey, id, version, token, respondent, invitation, customer, handles, channel,
  language, page, seed, given, started_at, updated_at, simulated, device, address, look_at)
values (%(workspace)s, %(survey)s, %(id)s, %(version)s, %(token)s, %(respondent)s, %(invitation)s, %(customer)s,
  %(handles)s, %(channel)s, %(language)s, %(page)s, %(seed)s, %(given)s, %(now)s, %(now)s, %(simulated)s, %(device)s,
  %(address)s, %(look_at)s)
on conflict do nothing
returning *

-- name: response_by_respondent
select * from survey_response where workspace = %(workspace)s and survey = %(survey)s and respondent = %(respondent)s

-- name: response_by_invitation
select * from survey_response where workspace = %(workspace)s and survey = %(survey)s and invitation = %(invitation)s

-- name: response_by_token
select * from survey_response where token = %(token)s

-- name: lock_response_by_token
select * from survey_response where token = %(token)s for update

-- name: lock_response
select * from survey_response where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s for update

-- name: response
select r.*, v.number is not null as is_known from survey_response r
left join survey_version v on v.workspace = r.workspace and v.survey = r.survey and v.number = r.version
where r.workspace = %(workspace)s and r.survey = %(survey)s and r.id = %(response)s

-- name: save_answers
update survey_response set answers = %(answers)s, passed = %(passed)s, seq = %(seq)s, print = %(print)s,
  language = %(language)s, updated_at = %(now)s, seconds = seconds + %(seconds)s, state = %(state)s, edit = %(edit)s
where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s

-- name: end_response
update survey_response set state = %(state)s, ending = %(ending)s, quota = %(quota)s,
  completed_at = coalesce(completed_at, %(now)s), flags = %(flags)s, look_at = null
where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s

-- name: look_later
update survey_response set look_at = %(at)s where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s

-- name: responses_due
select workspace, survey, id as response from survey_response where look_at < %(now)s order by look_at limit %(limit)s

-- name: make_partial
update survey_response set state = 'partial', look_at = null
where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s and state = 'started'

-- name: add_prints
insert into survey_print (workspace, survey, kind, print, response, at)
select %(workspace)s, %(survey)s, k.kind, k.print, %(response)s, %(now)s
from unnest(%(kinds)s::text[], %(prints)s::bytea[]) as k (kind, print) on conflict do nothing

-- name: drop_text_prints
delete from survey_print where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s and kind = 'text'

-- name: same_prints
-- A print of a crowd (a whole office, one copied sentence) is counted up to a bound: a flag needs no more.
select k.kind, (select count(*) from (
    select 1 from survey_print p where p.workspace = %(workspace)s and p.survey = %(survey)s and p.kind = k.kind
      and p.print = k.print and p.response <> %(response)s limit 100) found) as others,
  (select count(*) from (
    select 1 from survey_print p where p.workspace = %(workspace)s and p.survey = %(survey)s and p.kind = k.kind
      and p.print = k.print and p.response <> %(response)s and p.at > %(since)s limit 100) found) as lately
from unnest(%(kinds)s::text[], %(prints)s::bytea[]) as k (kind, print)

-- name: flag_same_text
-- The others with the same words. One that is being changed is passed over, rather than waited for in a circle.
update survey_response r set flags = array_append(r.flags, 'same_text')
where r.workspace = %(workspace)s and r.survey = %(survey)s and r.id in (
  select o.id from survey_response o where o.workspace = %(workspace)s and o.survey = %(survey)s and o.id in (
    select p.response from survey_print p where p.workspace = %(workspace)s and p.survey = %(survey)s and p.kind = 'text'
      and p.print = any(%(prints)s::bytea[]) and p.response <> %(response)s limit 20)
  and not 'same_text' = any(o.flags) for update skip locked)

-- name: lately_completed
select completed_at, seconds from survey_response
where workspace = %(workspace)s and survey = %(survey)s and completed_at is not null and not simulated
  and state = 'complete' and id <> %(response)s
order by completed_at desc limit 200

-- name: list_responses
select id, version, customer, handles, invitation, channel, language, page, state, ending, quota, started_at, updated_at, completed_at,
  seconds, flags, weight, excluded_at, excluded_because, simulated, edit, answers
from survey_response
where workspace = %(workspace)s and survey = %(survey)s and simulated = %(simulated)s and state = any(%(states)s::text[])
  and (%(before)s::uuid is null or id < %(before)s)
order by id desc limit %(limit)s

-- name: list_flagged
select id, version, customer, handles, invitation, channel, language, page, state, ending, quota, started_at, updated_at, completed_at,
  seconds, flags, weight, excluded_at, excluded_because, simulated, edit, answers
from survey_response
where workspace = %(workspace)s and survey = %(survey)s and simulated = %(simulated)s and state = any(%(states)s::text[])
  and flags <> '{}' and (%(flag)s = '' or %(flag)s = any(flags))
  and (%(before)s::uuid is null or id < %(before)s)
order by id desc limit %(limit)s

-- name: stream_responses
select id, version, customer, handles, invitation, channel, language, page, state, ending, quota, started_at, updated_at, completed_at,
  seconds, flags, weight, simulated, edit, seed, given, answers
from survey_response
where workspace = %(workspace)s and survey = %(survey)s and state = any(%(states)s::text[])
  and (%(with_simulated)s or not simulated) and (%(with_excluded)s or excluded_at is null)
  and (%(since)s::timestamptz is null or started_at >= %(since)s)
  and (%(until)s::timestamptz is null or started_at < %(until)s)
order by id

-- name: state_counts
select state, count(*) as number from survey_response
where workspace = %(workspace)s and survey = %(survey)s and not simulated group by state

-- name: judge_response
update survey_response set weight = %(weight)s,
  excluded_at = case when %(is_excluded)s then coalesce(excluded_at, %(now)s) end,
  excluded_by = case when %(is_excluded)s then %(author)s else '' end,
  excluded_because = %(reason)s
where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s

-- name: add_file
insert into survey_file (workspace, survey, response, id, question, name, type, size, at)
values (%(workspace)s, %(survey)s, %(response)s, %(id)s, %(question)s, %(name)s, %(type)s, %(size)s, %(now)s)

-- name: file
select * from survey_file where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s and id = %(file)s

-- name: files
select id, question, name, type, size, at from survey_file
where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s order by id

-- name: file_count
select count(*) from survey_file where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s

-- name: responses_of_handles
select survey, id from survey_response
where workspace = %(workspace)s and (customer = any(%(customers)s::uuid[]) or handles @> any(%(handles)s::jsonb[]))
order by id desc limit %(limit)s

-- name: delete_files
delete from survey_file where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s returning id

-- name: delete_prints
delete from survey_print where workspace = %(workspace)s and survey = %(survey)s and response = %(response)s

-- name: erase_response
-- What she said and who she is goes; that somebody was here, and her count in the quotas, stay.
update survey_response set answers = '{}', given = '{}', handles = '[]', customer = null, respondent = null, invitation = null,
  token = %(token)s, page = '', passed = '[]', device = null, address = null, flags = '{}', state = 'erased', look_at = null
where workspace = %(workspace)s and survey = %(survey)s and id = %(response)s

-- name: simulated_gone
delete from survey_response where workspace = %(workspace)s and survey = %(survey)s and simulated
