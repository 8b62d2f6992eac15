-- name: reaches
select * from survey_reach where workspace = %(workspace)s and survey = %(survey)s and deleted_at is null
order by created_at, id

-- name: reach
select * from survey_reach where workspace = %(workspace)s and survey = %(survey)s and id = %(id)s and deleted_at is null

-- name: lock_reach
select * from survey_reach where workspace = %(workspace)s and survey = %(survey)s and id = %(id)s and deleted_at is null
for update

-- name: reach_by_id
select * from survey_reach where workspace = %(workspace)s and id = %(id)s and deleted_at is null

-- name: reaches_of_kind
-- The one that was switched on last comes first; those that are off come after.
select * from survey_reach
where workspace = %(workspace)s and survey = %(survey)s and kind = %(kind)s and deleted_at is null
order by is_on desc, on_since desc nulls last, id

-- name: live_reaches
select * from survey_reach where workspace = any(%(workspaces)s::uuid[]) and deleted_at is null
order by created_at, id

-- name: add_reach
insert into survey_reach (workspace, id, survey, kind, reach, is_on, on_since, next_sweep_at, created_at, changed_at, changed_by)
values (%(workspace)s, %(id)s, %(survey)s, %(kind)s, %(reach)s, %(is_on)s, %(on_since)s, %(on_since)s, %(now)s, %(now)s,
  %(by)s)
returning *

-- name: put_reach
update survey_reach set kind = %(kind)s, reach = %(reach)s, is_on = %(is_on)s, on_since = %(on_since)s,
  next_sweep_at = %(now)s, revision = revision + 1, changed_at = %(now)s, changed_by = %(by)s
where workspace = %(workspace)s and id = %(id)s
returning *

-- name: drop_reach
update survey_reach set deleted_at = %(now)s, is_on = false
where workspace = %(workspace)s and survey = %(survey)s and id = %(id)s and deleted_at is null

-- name: claim_sweep
-- Compared with one row, not with a list: a list may be looked up again for each reach, and then claims several at once.
update survey_reach set next_sweep_at = %(next)s
where (workspace, id) = (
  select workspace, id from survey_reach
  where is_on and deleted_at is null and kind = 'email' and next_sweep_at <= %(now)s
  order by next_sweep_at limit 1 for update skip locked)
returning *

-- name: sweep_again
update survey_reach set next_sweep_at = %(next)s where workspace = %(workspace)s and id = %(id)s and is_on

-- name: not_invited
-- Those whom this reach neither asked nor gave up for the time being.
select m.customer from unnest(%(customers)s::uuid[]) as m (customer)
where not exists (
  select 1 from survey_invitation i
  where i.workspace = %(workspace)s and i.reach = %(reach)s and i.customer = m.customer
    and (i.until is null or i.until > %(now)s))
order by m.customer limit %(limit)s

-- name: round
select count(*) from survey_invitation
where workspace = %(workspace)s and survey = %(survey)s and reach is not distinct from %(reach)s and kind = %(kind)s
  and person = %(person)s and state <> 'refused'

-- name: is_at_rest
-- Asked or refused not long ago: the ledger need not be asked at every page she looks at.
select exists (select 1 from survey_invitation
  where workspace = %(workspace)s and reach = %(reach)s and person = %(person)s and until > %(now)s)

-- name: by_key
select * from survey_invitation where workspace = %(workspace)s and key = %(key)s

-- name: by_id
select * from survey_invitation where workspace = %(workspace)s and id = %(id)s

-- name: by_token
select * from survey_invitation where token = %(token)s

-- name: lock_by_token
select * from survey_invitation where token = %(token)s for update

-- name: has_answered_before
select exists (select 1 from survey_invitation
  where workspace = %(workspace)s and customer = %(customer)s and state = 'complete')

-- name: add_invitation
insert into survey_invitation (workspace, id, survey, reach, kind, key, token, person, customer, handles, language,
  channel, state, asks, answered_before, first_at, last_at, next_at, until, expires_at, sent_at)
values (%(workspace)s, %(id)s, %(survey)s, %(reach)s, %(kind)s, %(key)s, %(token)s, %(person)s, %(customer)s,
  %(handles)s, %(language)s, %(channel)s, %(state)s, 1, %(answered_before)s, %(now)s, %(now)s, %(next_at)s, %(until)s,
  %(expires_at)s, %(sent_at)s)
on conflict (workspace, key) do nothing
returning *

-- name: put_refusal
-- One row per person and reach: the last rule that refused. Whoever is held out stays so.
insert into survey_invitation (workspace, id, survey, reach, kind, key, person, customer, handles, channel, state, rule,
  reason, first_at, last_at, until)
values (%(workspace)s, %(id)s, %(survey)s, %(reach)s, %(kind)s, %(key)s, %(person)s, %(customer)s, %(handles)s,
  %(channel)s, 'refused', %(rule)s, %(reason)s, %(now)s, %(now)s, %(until)s)
on conflict (workspace, key) do update
set rule = excluded.rule, reason = excluded.reason, last_at = excluded.last_at, until = excluded.until,
  customer = coalesce(excluded.customer, survey_invitation.customer)
where survey_invitation.rule <> 'hold_out'

-- name: drop_refusal
-- She is asked now; the ledger keeps that she was not before.
delete from survey_invitation where workspace = %(workspace)s and key = %(key)s and state = 'refused'

-- name: raise_state
-- Moves on only from the states below, so a fact that is heard twice or late changes nothing.
update survey_invitation set state = %(state)s,
  sent_at = case when %(state)s = 'sent' then coalesce(sent_at, %(at)s) else sent_at end,
  opened_at = case when %(state)s = 'opened' then coalesce(opened_at, %(at)s) else opened_at end,
  started_at = case when %(state)s = 'started' then coalesce(started_at, %(at)s) else started_at end,
  completed_at = case when %(state)s = 'complete' then coalesce(completed_at, %(at)s) else completed_at end,
  response = coalesce(%(response)s, response),
  reason = case when %(reason)s = '' then reason else %(reason)s end,
  next_at = case when %(state)s = any(%(final)s::text[]) then null else next_at end
where workspace = %(workspace)s and id = %(id)s and state = any(%(below)s::text[])
  and (%(ask)s::int is null or asks = %(ask)s::int)
returning *

-- name: try_next
update survey_invitation set next_at = %(at)s where workspace = %(workspace)s and id = %(id)s

-- name: running_of
-- What a customer owes to a survey.
select * from survey_invitation
where workspace = %(workspace)s and customer = %(customer)s and survey = %(survey)s
  and state in ('queued', 'sent', 'bounced', 'opened', 'started', 'partial') and first_at <= %(at)s

-- name: add_heard
insert into survey_answer_heard (workspace, response) values (%(workspace)s, %(response)s) on conflict do nothing

-- name: move_customer
update survey_invitation set customer = %(survivor)s where workspace = %(workspace)s and customer = %(absorbed)s

-- name: forget
-- Counts stay as they were, and nothing says any more whose they are.
update survey_invitation set customer = null, person = '', handles = '[]', token = null, key = id::text, response = null,
  next_at = null, state = case when state = any(%(running)s::text[]) then 'expired' else state end
where workspace = %(workspace)s and customer = any(%(customers)s::uuid[])

-- name: reach_goal
update survey_invitation set goal_at = least(goal_at, %(at)s)
where workspace = %(workspace)s and reach = %(reach)s and customer = %(customer)s
  and first_at <= %(at)s and %(at)s <= first_at + make_interval(days => %(days)s)

-- name: stop_after
update survey_invitation set next_at = null where workspace = %(workspace)s and id = %(id)s and asks = %(ask)s

-- name: due
select * from survey_invitation where next_at <= %(now)s order by next_at limit %(limit)s

-- name: lock_due
-- Never waits for the row: whoever holds it is changing it, and the next round sees how.
select * from survey_invitation where workspace = %(workspace)s and id = %(id)s and next_at <= %(now)s
  and state in ('queued', 'sent', 'bounced', 'opened', 'started', 'partial')
for update skip locked

-- name: ask_again
update survey_invitation set asks = %(asks)s, last_at = %(now)s, next_at = %(next_at)s, channel = %(channel)s,
  state = case when state = 'bounced' then 'queued' else state end
where workspace = %(workspace)s and id = %(id)s

-- name: try_later
-- Unless somebody moved it meanwhile.
update survey_invitation set next_at = %(at)s
where workspace = %(workspace)s and id = %(id)s and next_at = %(was)s

-- name: no_more
update survey_invitation set next_at = null, reason = %(reason)s where workspace = %(workspace)s and id = %(id)s

-- name: expire
update survey_invitation set state = 'expired', next_at = null where (workspace, id) in (
  select workspace, id from survey_invitation
  where expires_at <= %(now)s and state in ('queued', 'sent', 'bounced', 'opened', 'started', 'partial')
  order by expires_at limit 1000 for update skip locked)

-- name: to_look_at
select workspace, id, survey, response from survey_invitation
where state = 'started' and response is not null and coalesce(looked_at, started_at) < %(before)s limit 200

-- name: looked
update survey_invitation set looked_at = %(now)s, state = case when %(is_partial)s then 'partial' else state end
where workspace = %(workspace)s and id = %(id)s and state = 'started'

-- name: set_response
update survey_invitation set response = %(response)s where workspace = %(workspace)s and id = %(id)s

-- name: dismiss
update survey_invitation set dismissed_at = %(now)s, next_at = null
where workspace = %(workspace)s and id = %(id)s and dismissed_at is null

-- name: completes
select count(*) from survey_invitation where workspace = %(workspace)s and reach = %(reach)s and state = 'complete'

-- name: listed
select * from survey_invitation
where workspace = %(workspace)s and survey = %(survey)s and (%(state)s::text is null or state = %(state)s)
  and (%(reach)s::uuid is null or reach = %(reach)s) and (%(before)s::uuid is null or id < %(before)s)
order by id desc limit %(limit)s

-- name: by_channel
select channel, count(*) as invited, sum(asks)::bigint as asks,
  count(*) filter (where state not in ('queued', 'bounced')) as delivered,
  count(*) filter (where state = 'bounced') as bounced,
  count(*) filter (where opened_at is not null or started_at is not null or state = 'complete') as opened,
  count(*) filter (where started_at is not null or state = 'complete') as started,
  count(*) filter (where state = 'partial') as partial,
  count(*) filter (where state = 'complete') as complete,
  count(*) filter (where dismissed_at is not null) as dismissed,
  count(*) filter (where state = 'expired') as expired
from survey_invitation
where workspace = %(workspace)s and survey = %(survey)s and state <> 'refused'
  and (%(reach)s::uuid is null or reach = %(reach)s)
group by channel order by channel

-- name: refusals
select rule, count(*) as people from survey_invitation
where workspace = %(workspace)s and survey = %(survey)s and state = 'refused'
  and (%(reach)s::uuid is null or reach = %(reach)s)
group by rule order by count(*) desc, rule

-- name: arms
-- By intention: who was to be asked counts as asked, whatever became of it. One line per person.
select is_held, count(*) as people, count(*) filter (where goal) as reached from (
  select person, bool_or(rule = 'hold_out') as is_held, bool_or(goal_at is not null) as goal
  from survey_invitation
  where workspace = %(workspace)s and reach = %(reach)s and (state <> 'refused' or rule = 'hold_out' or asks > 0)
  group by person) p
group by is_held

-- name: past_rates
-- What asking brought, where there was time to answer.
select channel, answered_before, count(*) as asked, count(*) filter (where state = 'complete') as answered
from survey_invitation
where workspace = %(workspace)s and state <> 'refused' and first_at <= %(until)s
group by channel, answered_before

-- name: answered_before
select distinct customer from survey_invitation
where workspace = %(workspace)s and customer = any(%(customers)s::uuid[]) and state = 'complete'
