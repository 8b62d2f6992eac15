-- name: page
select u.*, array(select t.topic from feedback_unit_topic t where t.workspace = u.workspace and t.unit = u.id and t.share > 0
  order by t.share desc, t.topic) as topics
from chosen u
where (%(after_at)s::timestamptz is null or (u.at, u.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid))
order by u.at desc, u.id desc limit %(limit)s

-- name: to_label
-- Those without a person's word: by chance, or where the machine doubts most.
select u.*, array(select t.topic from feedback_unit_topic t where t.workspace = u.workspace and t.unit = u.id and t.share > 0
  order by t.share desc, t.topic) as topics
from chosen u
where coalesce(u.label, '') = '' and u.family <> ''
order by case when %(picked)s = 'unsure' then (select max(one) from unnest(u.chances) as one) end, md5(u.id::text)
limit %(limit)s

-- name: figures
-- All in one statement, so that the units are chosen once however many figures there are.
, filed as materialized (
  select c.id, c.at, c.feeling, c.score_value, t.topic from chosen c
  join feedback_unit_topic t on t.workspace = c.workspace and t.unit = c.id and t.share > 0
)
select
  (select to_jsonb(x) from (
    select count(*) as units, count(distinct customer) as customers, count(*) filter (where at >= %(week)s) as this_week,
      count(*) filter (where at >= %(month)s and at < %(week)s) as before
    from chosen) as x) as totals,
  (select count(distinct id) from filed) as with_topic,
  (select jsonb_object_agg(feeling, units) from (select feeling, count(*) as units from chosen group by 1) as x) as feelings,
  (select jsonb_agg(x order by units desc, language) from (
    select language, count(*) as units from chosen group by 1) as x) as languages,
  (select jsonb_agg(x order by units desc, name) from (
    select o.id, o.name, count(*) as units, count(*) filter (where feeling = 'negative') as negative,
      count(*) filter (where feeling = 'positive') as positive, avg(score_value) as mean_score,
      count(*) filter (where at >= %(week)s) as this_week,
      count(*) filter (where at >= %(month)s and at < %(week)s) as before
    from filed join feedback_topic o on o.workspace = %(workspace)s and o.id = filed.topic and o.state = 'open'
    group by 1, 2) as x) as topics,
  (select jsonb_agg(x order by units desc, aspect) from (
    select a ->> 'aspect' as aspect, count(*) as units, count(*) filter (where a ->> 'sentiment' = 'negative') as negative,
      count(*) filter (where a ->> 'sentiment' = 'neutral') as neutral,
      count(*) filter (where a ->> 'sentiment' = 'positive') as positive
    from chosen cross join lateral jsonb_array_elements(aspects) as a group by 1) as x) as aspects,
  (select jsonb_agg(x order by week) from (
    select date_trunc('week', at at time zone 'UTC')::date as week, count(*) as units,
      count(*) filter (where feeling = 'negative') as negative
    from chosen where at >= %(year)s group by 1) as x) as weeks,
  (select jsonb_agg(x) from (
    select date_trunc('week', at at time zone 'UTC')::date as week, topic, count(*) as units
    from filed where at >= %(year)s group by 1, 2) as x) as week_topics

-- name: responses
-- One row per response with a score: which topics its texts are about, and its structured answers. Of very many a fair part.
, filed as materialized (
  select c.response, array_agg(distinct t.topic) as topics from chosen c
  join feedback_unit_topic t on t.workspace = c.workspace and t.unit = c.id and t.share > 0
  where c.response is not null group by 1
), scored as (
  select response, (array_agg(survey))[1] as survey, max(score_value) as score, max(waited) as waited,
    (array_agg(answers))[1] as answers, array_agg(distinct score_question) as scores
  from chosen where response is not null and score_value is not null and score_kind = %(kind)s
  group by response order by md5(response::text) limit %(limit)s
)
select s.*, coalesce(f.topics, '{}') as topics from scored s left join filed f on f.response = s.response order by s.response

-- name: score_kinds
select score_kind as kind, count(distinct response) as responses from chosen
where response is not null and score_value is not null group by 1 order by 2 desc, 1
