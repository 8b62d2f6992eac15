-- name: add_line
insert into feedback_line (workspace, conversation, seq, text, at)
values (%(workspace)s, %(conversation)s, %(seq)s, %(text)s, %(at)s) on conflict do nothing

-- name: take_lines
delete from feedback_line where workspace = %(workspace)s and conversation = %(conversation)s and at <= %(at)s
returning seq, text

-- name: add_wait
insert into feedback_wait (workspace, conversation, seq, handle_kind, handle_value, at, seconds)
values (%(workspace)s, %(conversation)s, %(seq)s, %(kind)s, %(value)s, %(at)s, %(seconds)s) on conflict do nothing

-- name: longest_wait
-- Of the same customer, whichever of her handles she waited with.
select max(w.seconds) from feedback_wait w
where w.workspace = %(workspace)s and w.at > %(since)s and w.at <= %(at)s and (
  (w.handle_kind = %(kind)s and w.handle_value = %(value)s)
  or exists (
    select 1 from handle mine join handle hers on hers.workspace = mine.workspace and hers.customer = mine.customer
    where mine.workspace = %(workspace)s and mine.kind = %(kind)s and mine.value = %(value)s
      and hers.kind = w.handle_kind and hers.value = w.handle_value))

-- name: add_unit
-- An answer that was changed is read anew; an older word about it changes nothing.
insert into feedback_unit (workspace, id, source, survey, response, version, question, conversation, closing, edit, channel,
  text, at, handles, handle_kind, handle_value, pointer, score_question, score_kind, score_value, score_group, waited, answers)
values (%(workspace)s, %(id)s, %(source)s, %(survey)s, %(response)s, %(version)s, %(question)s, %(conversation)s,
  %(closing)s, %(edit)s, %(channel)s, %(text)s, %(at)s, %(handles)s, %(handle_kind)s, %(handle_value)s, %(pointer)s,
  %(score_question)s, %(score_kind)s, %(score_value)s, %(score_group)s, %(waited)s, %(answers)s)
on conflict (workspace, id) do update set edit = excluded.edit, text = excluded.text, score_question = excluded.score_question,
  score_kind = excluded.score_kind, score_value = excluded.score_value, score_group = excluded.score_group,
  answers = excluded.answers, state = 'due', attempts = 0, claimed_until = null
where feedback_unit.edit < excluded.edit

-- name: drop_emptied
-- Open answers that a changed response does not give any more.
delete from feedback_unit where workspace = %(workspace)s and response = %(response)s and edit < %(edit)s
  and not (question = any(%(questions)s::text[]))

-- name: claim_due
update feedback_unit u set claimed_until = %(until)s, attempts = u.attempts + 1
from (
  select workspace, id from feedback_unit
  where state = 'due' and (claimed_until is null or claimed_until < %(now)s)
  order by attempts, at, id limit %(limit)s for update skip locked
) as due
where u.workspace = due.workspace and u.id = due.id
returning u.workspace, u.id, u.text, u.edit, u.told_edit, u.survey, u.response, u.question, u.conversation, u.handles,
  u.channel, u.attempts, u.score_group, u.waited

-- name: keep_readings
-- Not those that changed meanwhile, or were forgotten.
update feedback_unit u set state = 'read', claimed_until = null, told_edit = r.edit, language = r.language, family = r.family,
  sentiment = r.sentiment, chances = r.chances, judged_by = r.judged_by, why = r.why, aspects = r.aspects
from jsonb_to_recordset(%(rows)s) as r(id uuid, edit int, language text, family text, sentiment text,
  chances double precision[], judged_by text, why text[], aspects jsonb)
where u.workspace = %(workspace)s and u.id = r.id and u.edit = r.edit
returning u.id

-- name: drop_guessed_topics
delete from feedback_unit_topic where workspace = %(workspace)s and unit = any(%(units)s::uuid[]) and by = 'machine'

-- name: add_unit_topic
-- Where a person chose, her choice stays.
insert into feedback_unit_topic (workspace, unit, topic, share, by)
select %(workspace)s, %(unit)s, %(topic)s, %(share)s, %(by)s
where %(by)s = 'person' or not exists (
  select 1 from feedback_label l where l.workspace = %(workspace)s and l.unit = %(unit)s and l.topics is not null)
on conflict (workspace, unit, topic) do update set share = excluded.share, by = excluded.by

-- name: add_guessed_topics
-- A text whose topics a person chose keeps hers.
insert into feedback_unit_topic (workspace, unit, topic, share, by)
select %(workspace)s, r.unit, r.topic, r.share, 'machine'
from jsonb_to_recordset(%(rows)s) as r(unit uuid, topic uuid, share double precision)
where not exists (
  select 1 from feedback_label l where l.workspace = %(workspace)s and l.unit = r.unit and l.topics is not null)
on conflict (workspace, unit, topic) do nothing

-- name: drop_topics_of_unit
delete from feedback_unit_topic where workspace = %(workspace)s and unit = %(unit)s

-- name: open_topics
select * from feedback_topic where workspace = %(workspace)s and state = 'open'
  and (%(family)s::text is null or family = %(family)s) order by made_at, id

-- name: merged_topics
-- What was merged into another keeps its words: texts are held against each part, since a mixture is like none of them.
select * from feedback_topic where workspace = %(workspace)s and state = 'gone' and merged_into is not null
  and (%(family)s::text is null or family = %(family)s) order by made_at, id

-- name: topic
select * from feedback_topic where workspace = %(workspace)s and id = %(id)s

-- name: lock_topic
select * from feedback_topic where workspace = %(workspace)s and id = %(id)s for update

-- name: add_topic
insert into feedback_topic (workspace, id, family, name, is_named, words, pinned, stability, made_by, made_at)
values (%(workspace)s, %(id)s, %(family)s, %(name)s, %(is_named)s, %(words)s, %(pinned)s, %(stability)s, %(made_by)s, %(now)s)

-- name: keep_topic
update feedback_topic set name = %(name)s, is_named = %(is_named)s, words = %(words)s, pinned = %(pinned)s,
  stability = %(stability)s, state = %(state)s, merged_into = %(merged_into)s, revision = revision + 1
where workspace = %(workspace)s and id = %(id)s

-- name: move_units
insert into feedback_unit_topic (workspace, unit, topic, share, by)
select workspace, unit, %(into)s, share, by from feedback_unit_topic where workspace = %(workspace)s and topic = %(topic)s
on conflict (workspace, unit, topic) do update set share = greatest(feedback_unit_topic.share, excluded.share)

-- name: forget_topic_units
delete from feedback_unit_topic where workspace = %(workspace)s and topic = %(topic)s

-- name: texts_to_search
select id, text, family from feedback_unit
where workspace = %(workspace)s and state = 'read' and family <> '' order by at desc, id limit %(limit)s

-- name: texts_of_family
select id, text from feedback_unit
where workspace = %(workspace)s and state = 'read' and family = %(family)s and id > %(after)s order by id limit %(limit)s

-- name: texts_of_units
select id, text from feedback_unit where workspace = %(workspace)s and state = 'read' and id = any(%(units)s::uuid[])

-- name: units_with_words
select id from feedback_unit
where workspace = %(workspace)s and state = 'read' and family = %(family)s and text like any(%(words)s::text[])

-- name: units_of_topics
select distinct unit as id from feedback_unit_topic where workspace = %(workspace)s and topic = any(%(topics)s::uuid[])

-- name: texts_of_topic
select u.id, u.text from feedback_unit u join feedback_unit_topic t on t.workspace = u.workspace and t.unit = u.id
where u.workspace = %(workspace)s and t.topic = %(topic)s and t.share > 0 order by u.at desc, u.id limit %(limit)s

-- name: ask_search
insert into feedback_search (workspace, state, asked_by, asked_at) values (%(workspace)s, 'due', %(author)s, %(now)s)
on conflict (workspace) do update set state = 'due', progress = 0, problem = '', asked_by = excluded.asked_by,
  asked_at = excluded.asked_at, finished_at = null, claimed_until = null
where feedback_search.state in ('done', 'failed')

-- name: search
select state, progress, problem, texts, topics, asked_at, finished_at from feedback_search where workspace = %(workspace)s

-- name: ripe
-- Workspaces with enough texts that were never searched.
select u.workspace from feedback_unit u
where u.state = 'read' and u.family <> '' and not exists (select 1 from feedback_search s where s.workspace = u.workspace)
group by u.workspace having count(*) >= %(least)s limit 1

-- name: claim_search
update feedback_search s set state = 'running', claimed_until = %(until)s
from (
  select workspace from feedback_search
  where state in ('due', 'running') and (claimed_until is null or claimed_until < %(now)s)
  order by asked_at limit 1 for update skip locked
) as due
where s.workspace = due.workspace returning s.workspace

-- name: tell_progress
update feedback_search set progress = %(progress)s, claimed_until = %(until)s
where workspace = %(workspace)s and state = 'running'

-- name: end_search
update feedback_search set state = %(state)s, progress = 1, problem = %(problem)s, texts = %(texts)s, topics = %(topics)s,
  finished_at = %(now)s, claimed_until = null where workspace = %(workspace)s

-- name: give_back_search
update feedback_search set state = 'due', claimed_until = null where workspace = %(workspace)s and state = 'running'

-- name: label
-- How a text was come to the first time stays: seen once, it is not drawn by chance again.
insert into feedback_label (workspace, unit, sentiment, guessed, guessed_by, topics, picked, by, at)
select u.workspace, u.id, %(sentiment)s, u.sentiment, u.judged_by, %(topics)s::uuid[], %(picked)s, %(author)s, %(now)s
from feedback_unit u where u.workspace = %(workspace)s and u.id = %(unit)s
on conflict (workspace, unit) do update
set sentiment = case when excluded.sentiment = '' then feedback_label.sentiment else excluded.sentiment end,
  topics = coalesce(excluded.topics, feedback_label.topics), by = excluded.by, at = excluded.at

-- name: labels
select u.text, l.sentiment from feedback_label l join feedback_unit u on u.workspace = l.workspace and u.id = l.unit
where l.workspace = %(workspace)s and l.sentiment <> '' and u.family = %(family)s order by l.at desc, l.unit limit 50000

-- name: learnable
select c.workspace, c.family, c.labels from (
  select l.workspace, u.family, count(*)::int as labels, count(distinct l.sentiment) as kinds
  from feedback_label l join feedback_unit u on u.workspace = l.workspace and u.id = l.unit
  where l.sentiment <> '' and u.family <> '' group by 1, 2
) as c left join feedback_model m on m.workspace = c.workspace and m.family = c.family
where c.kinds > 1 and (m.claimed_until is null or m.claimed_until < %(now)s)
  and ((c.labels >= %(least)s and c.labels >= coalesce(m.labels, 0) + greatest(20, coalesce(m.labels, 0) / 10))
       or (coalesce(m.is_wanted, false) and c.labels >= %(fewest)s))
order by 1, 2 limit 1

-- name: want_training
insert into feedback_model (workspace, family, is_wanted)
select %(workspace)s, family, true from unnest(array['zh', 'en']) as family
on conflict (workspace, family) do update set is_wanted = true

-- name: claim_training
insert into feedback_model (workspace, family, claimed_until) values (%(workspace)s, %(family)s, %(until)s)
on conflict (workspace, family) do update set claimed_until = excluded.claimed_until
where feedback_model.claimed_until is null or feedback_model.claimed_until < %(now)s
returning workspace

-- name: keep_model
update feedback_model set labels = %(labels)s, fitted_at = %(now)s, model = %(model)s, figures = %(figures)s,
  is_wanted = false, claimed_until = null
where workspace = %(workspace)s and family = %(family)s

-- name: models
select family, labels, fitted_at, figures, model is not null as is_used, is_wanted from feedback_model
where workspace = %(workspace)s order by family

-- name: model_mark
select fitted_at from feedback_model where workspace = %(workspace)s and family = %(family)s and model is not null

-- name: model
select model from feedback_model where workspace = %(workspace)s and family = %(family)s

-- name: read_anew
update feedback_unit set state = 'due', attempts = 0 where workspace = %(workspace)s and family = %(family)s and state = 'read'

-- name: accuracy
-- Only what a person looked at counts, and of that only what was drawn by chance: whoever mends a mistake that she
-- came upon, or looks at what the machine doubts, looks at harder texts than most are.
select u.family, l.guessed_by as by, count(*) as judged, count(*) filter (where l.guessed = l.sentiment) as held
from feedback_label l join feedback_unit u on u.workspace = l.workspace and u.id = l.unit
where l.workspace = %(workspace)s and l.sentiment <> '' and l.guessed <> '' and l.picked = 'fair'
group by 1, 2 order by 1, 2

-- name: label_counts
select count(*) as labels from feedback_label where workspace = %(workspace)s and sentiment <> ''

-- name: questions
select survey, question, count(*) as units from feedback_unit
where workspace = %(workspace)s and state = 'read' and survey is not null group by 1, 2 order by 3 desc, 1, 2 limit %(limit)s

-- name: add_step
insert into feedback_step (workspace, id, kind, family, subject, result, before, topics, made, by, at)
values (%(workspace)s, %(id)s, %(kind)s, %(family)s, %(subject)s, %(result)s, %(before)s, %(topics)s, %(made)s, %(by)s, %(now)s)

-- name: steps
select id, kind, family, subject, result, at, undone_at from feedback_step
where workspace = %(workspace)s order by at desc, id desc limit %(limit)s

-- name: lock_step
select * from feedback_step where workspace = %(workspace)s and id = %(id)s for update

-- name: later_steps
select count(*) from feedback_step
where workspace = %(workspace)s and (at, id) > (%(at)s, %(id)s) and undone_at is null and topics && %(topics)s::uuid[]

-- name: undo_step
update feedback_step set undone_at = %(now)s, undone_by = %(by)s where workspace = %(workspace)s and id = %(id)s

-- name: drop_units_of_topics
delete from feedback_unit_topic where workspace = %(workspace)s and topic = any(%(topics)s::uuid[])

-- name: restore_chosen_topics
-- What people chose of single texts stands in their labels, whatever became of the topics meanwhile.
insert into feedback_unit_topic (workspace, unit, topic, share, by)
select l.workspace, l.unit, o.id, 1, 'person' from feedback_label l
join feedback_topic o on o.workspace = l.workspace and o.id = any(l.topics) and o.state = 'open'
where l.workspace = %(workspace)s and l.topics && %(topics)s::uuid[]
on conflict (workspace, unit, topic) do update set share = 1, by = 'person'

-- name: unit
select u.*, coalesce(h.customer, c.merged_into, c.id) as customer, l.sentiment as label,
  array(select t.topic from feedback_unit_topic t where t.workspace = u.workspace and t.unit = u.id and t.share > 0
    order by t.share desc, t.topic) as topics
from feedback_unit u
left join handle h on h.workspace = u.workspace and h.kind = u.handle_kind and h.value = u.handle_value
left join customer c on c.workspace = u.workspace and c.id = u.pointer
left join feedback_label l on l.workspace = u.workspace and l.unit = u.id
where u.workspace = %(workspace)s and u.id = %(id)s

-- name: forget_units
delete from feedback_unit u using handle h
where u.workspace = %(workspace)s and h.workspace = u.workspace and h.customer = %(customer)s
  and h.kind = u.handle_kind and h.value = u.handle_value

-- name: forget_pointed
delete from feedback_unit where workspace = %(workspace)s and pointer = %(customer)s

-- name: forget_waits
delete from feedback_wait w using handle h
where w.workspace = %(workspace)s and h.workspace = w.workspace and h.customer = %(customer)s
  and h.kind = w.handle_kind and h.value = w.handle_value

-- name: trim_waits
delete from feedback_wait where at < %(before)s

-- name: trim_lines
delete from feedback_line where at < %(before)s

-- name: chosen
-- What every figure and every list asks: the units that fit the filter. The others begin with it.
select u.workspace, u.id, u.at, u.text, u.source, u.survey, u.response, u.question, u.conversation, u.channel, u.language,
  u.family, u.sentiment, u.chances, u.judged_by, u.why, u.aspects, u.score_kind, u.score_question, u.score_value, u.score_group, u.waited, u.answers,
  coalesce(h.customer, c.merged_into, c.id) as customer, l.sentiment as label,
  coalesce(nullif(l.sentiment, ''), u.sentiment) as feeling
from feedback_unit u
left join handle h on h.workspace = u.workspace and h.kind = u.handle_kind and h.value = u.handle_value
left join customer c on c.workspace = u.workspace and c.id = u.pointer
left join feedback_label l on l.workspace = u.workspace and l.unit = u.id
left join profile p on %(trait)s::text is not null and p.workspace = u.workspace
  and p.customer = coalesce(h.customer, c.merged_into, c.id)
where u.workspace = %(workspace)s and u.state = 'read'
  and (%(survey)s::uuid is null or u.survey = %(survey)s)
  and (%(question)s::text is null or u.question = %(question)s)
  and (%(source)s::text is null or u.source = %(source)s)
  and (%(language)s::text is null or u.language = %(language)s)
  and (%(sentiment)s::text is null or coalesce(nullif(l.sentiment, ''), u.sentiment) = %(sentiment)s)
  and (%(score)s::text is null or u.score_group = %(score)s)
  and (%(waited_over)s::int is null or u.waited > %(waited_over)s)
  and (%(aspect)s::text is null or u.aspects @> jsonb_build_array(jsonb_build_object('aspect', %(aspect)s::text)))
  and (%(topic)s::uuid is null or exists (select 1 from feedback_unit_topic t where t.workspace = u.workspace
    and t.unit = u.id and t.topic = %(topic)s and t.share > 0))
  and (%(trait)s::text is null or p.traits ->> %(trait)s::text = %(trait_value)s::text)
  and (%(search)s::text is null or u.text ilike %(search)s)
  and (%(since)s::timestamptz is null or u.at >= %(since)s)
  and (%(until)s::timestamptz is null or u.at < %(until)s)
