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
