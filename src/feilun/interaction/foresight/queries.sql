-- name: counts
select feature, article, (weight / %(today)s::numeric)::float8 as number
from foresight_count
where workspace = %(workspace)s and feature = any(%(features)s::text[]) and article = any(%(articles)s::text[])
order by feature, article

-- name: refresh_shown
-- A visitor who goes from page to page before she asks is one visit: what she saw last counts.
update foresight_shown set shown_at = %(now)s, page = %(page)s, language = %(language)s,
  shown = %(shown)s::text[], menu = %(menu)s::text[]
where workspace = %(workspace)s and asked_position is null and id = (
  select id from foresight_shown where workspace = %(workspace)s and thread = %(thread)s and shown_at > %(since)s
  order by shown_at desc, id desc limit 1)

-- name: add_shown
insert into foresight_shown (workspace, id, thread, shown_at, page, language, shown, menu)
values (%(workspace)s, %(id)s, %(thread)s, %(now)s, %(page)s, %(language)s, %(shown)s::text[], %(menu)s::text[])

-- name: add_question
insert into foresight_question (workspace, position, at, article, route, features)
values (%(workspace)s, %(position)s, %(at)s, %(article)s, %(route)s, %(features)s::text[])

-- name: add_counts
insert into foresight_count (workspace, feature, article, weight)
select unnest(%(workspaces)s::uuid[]), unnest(%(features)s::text[]), unnest(%(articles)s::text[]),
  unnest(%(weights)s::text[])::numeric
on conflict (workspace, feature, article) do update set weight = foresight_count.weight + excluded.weight

-- name: judge_shown
update foresight_shown set asked = %(article)s, asked_route = %(route)s, asked_at = %(at)s,
  asked_position = %(position)s
where workspace = %(workspace)s and asked_position is null and id = (
  select id from foresight_shown
  where workspace = %(workspace)s and thread = any(%(threads)s::uuid[]) and shown_at between %(since)s and %(at)s
  order by shown_at desc, id desc limit 1)

-- name: forget_shown
delete from foresight_shown where shown_at < %(before)s

-- name: forget_questions
delete from foresight_question where at < %(before)s

-- name: judged_weeks
select date_trunc('week', asked_at at time zone %(zone)s)::date as week,
  asked_route as route, count(*)::int as visits,
  (count(*) filter (where asked = any(shown)))::int as foresight,
  (count(*) filter (where asked = any(menu)))::int as menu,
  (count(*) filter (where asked = any(shown) and not asked = any(menu)))::int as only_foresight,
  (count(*) filter (where asked = any(menu) and not asked = any(shown)))::int as only_menu
from foresight_shown
where workspace = %(workspace)s and asked_position is not null and asked_at > %(since)s
group by 1, 2 order by 1, 2

-- name: visits
select count(*)::int from foresight_shown where workspace = %(workspace)s and shown_at > %(since)s

-- name: latest_menu
select menu from foresight_shown where workspace = %(workspace)s and cardinality(menu) > 0
order by shown_at desc limit 1

-- name: questions
select at, article, route, features from (
  select position, at, article, route, features from foresight_question
  where workspace = %(workspace)s order by position desc limit %(limit)s) as latest
order by position

-- name: contexts
with sums as (
  select feature, sum(weight) as whole from foresight_count
  where workspace = %(workspace)s and feature not like 'both:%%'
  group by feature order by sum(weight) desc, feature limit %(limit)s
), numbered as (
  select c.feature, c.article, c.weight, s.whole,
    row_number() over (partition by c.feature order by c.weight desc, c.article) as number
  from foresight_count c join sums s on s.feature = c.feature where c.workspace = %(workspace)s
)
select feature, article, (whole / %(today)s::numeric)::float8 as questions, (weight / whole)::float8 as share
from numbered where number <= 3 order by whole desc, feature, number
