-- name: open_runs
insert into learning_run (workspace) select unnest(%(workspaces)s::uuid[]) on conflict do nothing

-- name: want_run
insert into learning_run (workspace, wanted_at, state) values (%(workspace)s, %(now)s, 'waiting')
on conflict (workspace) do update set wanted_at = excluded.wanted_at,
  state = case when learning_run.state = 'running' then 'running' else 'waiting' end

-- name: claim_run
update learning_run set claim = %(claim)s, claimed_until = %(until)s, started_at = %(now)s, state = 'running',
  step = 'reading', progress = 0, problem = ''
where workspace = (
  select r.workspace from learning_run r
  where (r.claimed_until is null or r.claimed_until < %(now)s) and (
    r.finished_at is null or r.wanted_at > r.started_at
    or (r.finished_at < %(before)s
        and exists (select from unnest(%(workspaces)s::uuid[], %(newest)s::timestamptz[]) as d(workspace, at)
                    where d.workspace = r.workspace and d.at > r.started_at)))
  order by r.wanted_at nulls last, r.finished_at nulls first limit 1 for update skip locked)
returning workspace

-- name: move_run
update learning_run set step = %(step)s, progress = %(progress)s, claimed_until = %(until)s
where workspace = %(workspace)s and claim = %(claim)s

-- name: end_run
update learning_run set state = 'done', step = '', progress = 1, finished_at = %(now)s, claim = null,
  claimed_until = null, questions = %(questions)s, singles = %(singles)s, encoder = %(encoder)s
where workspace = %(workspace)s and claim = %(claim)s returning workspace

-- name: fail_run
update learning_run set state = 'failed', step = '', problem = %(problem)s, finished_at = %(now)s, claim = null,
  claimed_until = null
where workspace = %(workspace)s and claim = %(claim)s

-- name: run
select state, step, progress, problem, finished_at, questions, singles, encoder from learning_run
where workspace = %(workspace)s

-- name: old_gaps
select g.id, g.title, g.state, g.decided_at, g.first_at, g.family,
  coalesce(array_agg(q.decision) filter (where q.decision is not null), '{}') as members
from learning_gap g
left join learning_gap_question q on q.workspace = g.workspace and q.gap = g.id
where g.workspace = %(workspace)s
group by g.workspace, g.id order by g.first_at, g.id

-- name: fade_gaps
update learning_gap set state = case when state = 'open' then 'gone' else state end,
  size = 0, weeks = array_fill(0, array[8]), trend = 1, weight = 0
where workspace = %(workspace)s and id <> all(%(ids)s::uuid[])

-- name: forget_questions
delete from learning_gap_question where workspace = %(workspace)s

-- name: put_gap
insert into learning_gap (workspace, id, title, family, size, weeks, trend, weight, reasons, nearest, nearest_title,
  nearest_phrasing, likeness, kind, state, first_at, last_at)
values (%(workspace)s, %(id)s, %(title)s, %(family)s, %(size)s, %(weeks)s::int[], %(trend)s, %(weight)s, %(reasons)s,
  %(nearest)s, %(nearest_title)s, %(nearest_phrasing)s, %(likeness)s, %(kind)s, 'open', %(first_at)s, %(last_at)s)
on conflict (workspace, id) do update set title = excluded.title, family = excluded.family, size = excluded.size,
  weeks = excluded.weeks, trend = excluded.trend, weight = excluded.weight, reasons = excluded.reasons,
  nearest = excluded.nearest, nearest_title = excluded.nearest_title, nearest_phrasing = excluded.nearest_phrasing,
  likeness = excluded.likeness, kind = excluded.kind, last_at = excluded.last_at,
  first_at = least(learning_gap.first_at, excluded.first_at),
  state = case when %(comes_back)s then 'open' else learning_gap.state end

-- name: add_questions
insert into learning_gap_question (workspace, gap, decision, conversation, seq, at, text, language, reason, page,
  likeness)
values (%(workspace)s, %(gap)s, %(decision)s, %(conversation)s, %(seq)s, %(at)s, %(text)s, %(language)s, %(reason)s,
  %(page)s, %(likeness)s)

-- name: gaps
select g.*, p.id as proposal,
  array(select q.text from learning_gap_question q where q.workspace = g.workspace and q.gap = g.id
        group by q.text order by count(*) desc, max(q.likeness) desc, q.text limit 3) as examples
from learning_gap g
left join learning_proposal p on p.workspace = g.workspace and p.gap = g.id and p.state = 'open'
where g.workspace = %(workspace)s and g.state = %(state)s
  and (g.weight, g.id) < (%(weight)s, %(after)s::uuid)
order by g.weight desc, g.id desc limit %(limit)s

-- name: gap
select g.*, p.id as proposal,
  array(select q.text from learning_gap_question q where q.workspace = g.workspace and q.gap = g.id
        group by q.text order by count(*) desc, max(q.likeness) desc, q.text limit 3) as examples
from learning_gap g
left join learning_proposal p on p.workspace = g.workspace and p.gap = g.id and p.state = 'open'
where g.workspace = %(workspace)s and g.id = %(id)s

-- name: lock_gap
select id, state from learning_gap where workspace = %(workspace)s and id = %(id)s for update

-- name: questions_of_gap
select decision, conversation, seq, at, text, language, reason, page from learning_gap_question
where workspace = %(workspace)s and gap = %(gap)s and (at, decision) < (%(at)s::timestamptz, %(after)s::uuid)
order by at desc, decision desc limit %(limit)s

-- name: all_questions_of_gap
select decision, conversation, seq, at, text, language, reason, page, likeness from learning_gap_question
where workspace = %(workspace)s and gap = %(gap)s order by at desc, decision limit 2000

-- name: decide_gap
update learning_gap set state = %(state)s, reason = %(reason)s, decided_by = %(by)s, decided_by_name = %(name)s,
  decided_at = %(now)s
where workspace = %(workspace)s and id = %(id)s

-- name: open_proposal
select * from learning_proposal where workspace = %(workspace)s and gap = %(gap)s and state = 'open'

-- name: proposal
select * from learning_proposal where workspace = %(workspace)s and id = %(id)s

-- name: lock_proposal
select * from learning_proposal where workspace = %(workspace)s and id = %(id)s for update

-- name: proposals
select * from learning_proposal
where workspace = %(workspace)s and state = %(state)s and (made_at, id) < (%(made_at)s::timestamptz, %(after)s::uuid)
order by made_at desc, id desc limit %(limit)s

-- name: dismissed_before
select title, reason, decided_at from learning_proposal
where workspace = %(workspace)s and gap = %(gap)s and state = 'dismissed' order by decided_at desc limit 1

-- name: add_proposal
insert into learning_proposal (workspace, id, gap, kind, article, title, topic, phrasings, answers, evidence, findings,
  made_at, made_by, changed_at)
values (%(workspace)s, %(id)s, %(gap)s, %(kind)s, %(article)s, %(title)s, %(topic)s, %(phrasings)s, %(answers)s,
  %(evidence)s, %(findings)s, %(now)s, %(by)s, %(now)s)
on conflict (workspace, gap) where state = 'open' do nothing

-- name: put_proposal
update learning_proposal set kind = %(kind)s, article = %(article)s, title = %(title)s, topic = %(topic)s,
  phrasings = %(phrasings)s, answers = %(answers)s, findings = %(findings)s, revision = revision + 1, gain = null,
  claimed_until = null, attempts = 0, changed_at = %(now)s
where workspace = %(workspace)s and id = %(id)s

-- name: decide_proposal
update learning_proposal set state = %(state)s, reason = %(reason)s, decided_at = %(now)s, decided_by = %(by)s,
  decided_by_name = %(name)s, draft = %(draft)s, draft_revision = %(draft_revision)s
where workspace = %(workspace)s and id = %(id)s

-- name: claim_unjudged
update learning_proposal set claimed_until = %(until)s, attempts = attempts + 1
where (workspace, id) = (
  select workspace, id from learning_proposal
  where state = 'open' and judged_revision < revision and (claimed_until is null or claimed_until < %(now)s)
    and attempts < 5
  order by made_at, id limit 1 for update skip locked)
returning *

-- name: keep_gain
update learning_proposal set gain = %(gain)s, judged_revision = %(revision)s, claimed_until = null
where workspace = %(workspace)s and id = %(id)s and revision = %(revision)s
