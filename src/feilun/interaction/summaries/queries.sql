-- name: add_due
insert into summary (workspace, conversation, closing, opened_at, closed_at, channel, handles, position)
values (%(workspace)s, %(conversation)s, %(closing)s, %(opened_at)s, %(closed_at)s, %(channel)s, %(handles)s,
  %(position)s)
on conflict do nothing

-- name: claim_due
update summary s set claimed_until = %(until)s, attempts = s.attempts + 1
from (
  select workspace, conversation, closing from summary
  where state = 'due' and (claimed_until is null or claimed_until < %(now)s)
  order by attempts, closed_at, conversation, closing limit 1 for update skip locked
) as due
where s.workspace = due.workspace and s.conversation = due.conversation and s.closing = due.closing
returning s.workspace, s.conversation, s.closing, s.opened_at, s.closed_at, s.channel, s.handles, s.attempts,
  (select max(b.closed_at) from summary b where b.workspace = s.workspace and b.conversation = s.conversation
   and b.closing < s.closing) as before

-- name: write_summary
update summary set state = 'done', claimed_until = null, revision = 1, language = %(language)s, need = %(need)s,
  result = %(result)s, next_step = %(next_step)s, outcome = %(outcome)s, outcome_because = %(outcome_because)s::int[],
  said = %(said)s, code = %(code)s, proposed_code = %(proposed_code)s, visitor_class = %(visitor_class)s,
  proposed_class = %(proposed_class)s, last_at = %(last_at)s
where workspace = %(workspace)s and conversation = %(conversation)s and closing = %(closing)s and state = 'due'

-- name: last_of
select * from summary where workspace = %(workspace)s and conversation = %(conversation)s and state = 'done'
  and (%(closing)s::int is null or closing = %(closing)s)
order by closing desc limit 1

-- name: lock_one
select * from summary where workspace = %(workspace)s and conversation = %(conversation)s and closing = %(closing)s
  and state = 'done' for update

-- name: correct
update summary set revision = revision + 1, need = %(need)s, result = %(result)s, next_step = %(next_step)s,
  code = %(code)s, visitor_class = %(visitor_class)s, is_code_judged = is_code_judged or %(judges_code)s,
  is_class_judged = is_class_judged or %(judges_class)s, judged_by = %(author)s, judged_at = %(now)s
where workspace = %(workspace)s and conversation = %(conversation)s and closing = %(closing)s

-- name: listed
select * from summary
where workspace = %(workspace)s and state = 'done'
  and (%(code)s::text is null or code = %(code)s)
  and (%(visitor_class)s::text is null or visitor_class = %(visitor_class)s)
  and (%(search)s::text is null or need->>'text' ilike %(search)s or result->>'text' ilike %(search)s
       or next_step->>'text' ilike %(search)s)
  and (%(after_at)s::timestamptz is null
       or (closed_at, conversation, closing) < (%(after_at)s, %(after_id)s::uuid, %(after_closing)s::int))
order by closed_at desc, conversation desc, closing desc limit %(limit)s

-- name: tree
select revision, tree from wrapup_tree where workspace = %(workspace)s

-- name: lock_tree
insert into wrapup_tree (workspace, revision, tree, changed_at, changed_by)
values (%(workspace)s, 0, %(tree)s, %(now)s, '')
on conflict (workspace) do update set workspace = excluded.workspace
returning revision

-- name: keep_tree
update wrapup_tree set revision = revision + 1, tree = %(tree)s, changed_at = %(now)s, changed_by = %(author)s
where workspace = %(workspace)s

-- name: code_figures
select coalesce(code, '') as code, count(*) as conversations, count(*) filter (where is_code_judged) as judged
from summary where workspace = %(workspace)s and state = 'done' and closed_at > %(since)s
group by 1 order by 2 desc, 1

-- name: proposal_figures
select proposed_code->>'by' as by, count(*) as proposals,
  count(*) filter (where is_code_judged) as judged,
  count(*) filter (where is_code_judged and proposed_code->>'value' = code) as held
from summary
where workspace = %(workspace)s and state = 'done' and closed_at > %(since)s and proposed_code->>'by' <> 'none'
group by 1 order by 1

-- name: class_figures
select count(*) filter (where proposed_class->>'by' <> 'none') as proposals,
  count(*) filter (where is_class_judged and proposed_class->>'by' <> 'none') as judged,
  count(*) filter (where is_class_judged and proposed_class->>'by' <> 'none' and proposed_class->>'value' = visitor_class) as held
from summary where workspace = %(workspace)s and state = 'done' and closed_at > %(since)s

-- name: labels
select said, code from summary
where workspace = %(workspace)s and is_code_judged and code <> '' and said <> ''
order by judged_at desc, conversation, closing limit 2000

-- name: label_count
select count(*) from summary where workspace = %(workspace)s and is_code_judged and code <> '' and said <> ''

-- name: learnable
-- Workspaces with enough new labels since their model was fitted, of which nobody is fitting one.
select labelled.workspace, labelled.labels from (
  select workspace, count(*)::int as labels from summary
  where is_code_judged and code <> '' and said <> '' group by workspace having count(*) >= %(least)s
) as labelled
left join wrapup_model m on m.workspace = labelled.workspace
where (m.workspace is null or labelled.labels >= m.labels + greatest(5, m.labels / 10))
  and (m.claimed_until is null or m.claimed_until < %(now)s)
order by labelled.workspace limit 1

-- name: claim_learning
insert into wrapup_model (workspace, claimed_until) values (%(workspace)s, %(until)s)
on conflict (workspace) do update set claimed_until = excluded.claimed_until
where wrapup_model.claimed_until is null or wrapup_model.claimed_until < %(now)s
returning workspace

-- name: keep_model
update wrapup_model set labels = %(labels)s, fitted_at = %(now)s, model = %(model)s, figures = %(figures)s,
  claimed_until = null
where workspace = %(workspace)s

-- name: model_mark
select fitted_at, labels, figures from wrapup_model where workspace = %(workspace)s and model is not null

-- name: model
select model from wrapup_model where workspace = %(workspace)s and fitted_at = %(fitted_at)s
