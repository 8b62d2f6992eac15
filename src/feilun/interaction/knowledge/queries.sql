-- name: add_article
insert into article (workspace, id, external_id, title, topic, revision, phrasings, languages, head, words, created_at,
  changed_at, changed_by, changed_by_name)
values (%(workspace)s, %(id)s, %(external_id)s, '', '', 0, '{}', '{}', '{}', '', %(now)s, %(now)s, %(author)s, %(author_name)s)

-- name: lock_article
select * from article where workspace = %(workspace)s and id = %(id)s for update

-- name: article
select a.*, n.content, n.state as newest_state, f.content as approved_content
from article a
join article_revision n on n.workspace = a.workspace and n.article = a.id and n.number = a.revision
left join article_revision f on f.workspace = a.workspace and f.article = a.id and f.number = a.approved_revision
where a.workspace = %(workspace)s and a.id = %(id)s

-- name: add_revision
insert into article_revision (workspace, article, number, content, state, origin, author, author_name, at)
values (%(workspace)s, %(article)s, %(number)s, %(content)s, 'draft', %(origin)s, %(author)s, %(author_name)s, %(now)s)

-- name: move_article
update article set revision = %(number)s, title = %(title)s, topic = %(topic)s, phrasings = %(phrasings)s,
  languages = %(languages)s, head = %(head)s, words = %(words)s, archived_at = null, changed_at = %(now)s,
  changed_by = %(author)s, changed_by_name = %(author_name)s
where workspace = %(workspace)s and id = %(id)s

-- name: approve_revision
update article_revision set state = 'approved', approved_by = %(author)s, approved_by_name = %(author_name)s,
  approved_at = %(now)s
where workspace = %(workspace)s and article = %(article)s and number = %(number)s

-- name: set_approved
update article set approved_revision = %(number)s where workspace = %(workspace)s and id = %(id)s

-- name: archive
update article set archived_at = %(now)s, approved_revision = null, changed_at = %(now)s, changed_by = %(author)s,
  changed_by_name = %(author_name)s
where workspace = %(workspace)s and id = %(id)s

-- name: revision
select r.*, a.approved_revision from article_revision r
join article a on a.workspace = r.workspace and a.id = r.article
where r.workspace = %(workspace)s and r.article = %(article)s and r.number = %(number)s

-- name: revisions
select r.number, r.state, r.origin, r.author, r.author_name, r.at, r.approved_by, r.approved_by_name, r.approved_at,
  coalesce(r.number = a.approved_revision, false) as is_in_force
from article_revision r
join article a on a.workspace = r.workspace and a.id = r.article
where r.workspace = %(workspace)s and r.article = %(article)s and r.number < %(before)s
order by r.number desc limit %(limit)s

-- name: approved
select a.id, r.number as revision, r.content from article a
join article_revision r on r.workspace = a.workspace and r.article = a.id and r.number = a.approved_revision
where a.workspace = %(workspace)s and a.archived_at is null
order by a.id

-- name: newest
select a.id, r.number as revision, r.content from article a
join article_revision r on r.workspace = a.workspace and r.article = a.id and r.number = a.revision
where a.workspace = %(workspace)s and a.archived_at is null
order by a.id

-- name: articles
select a.id, a.external_id, a.title, a.topic, a.revision, a.approved_revision, a.archived_at, a.phrasings, a.languages,
  a.head, a.created_at, a.changed_at, a.changed_by, a.changed_by_name
from article a
where a.workspace = %(workspace)s
  /* and more */
order by a.changed_at desc, a.id desc limit %(limit)s

-- name: article_counts
select count(*) filter (where archived_at is null) as articles,
  count(*) filter (where archived_at is null and approved_revision is null) as draft,
  count(*) filter (where archived_at is null and approved_revision is not null and approved_revision < revision) as changed,
  count(*) filter (where archived_at is null and approved_revision = revision) as approved,
  count(*) filter (where archived_at is not null) as archived
from article where workspace = %(workspace)s

-- name: topics
select topic, count(*) as articles from article
where workspace = %(workspace)s and archived_at is null and topic <> ''
group by topic order by topic limit 1000

-- name: has_article
select exists (select 1 from article where workspace = %(workspace)s and approved_revision is not null)

-- name: add_file
insert into article_file (workspace, id, token, name, type, size, author, at)
values (%(workspace)s, %(id)s, %(token)s, %(name)s, %(type)s, %(size)s, %(author)s, %(now)s)

-- name: files
select id, token, name, type, size from article_file where workspace = %(workspace)s and id = any(%(ids)s)

-- name: file_by_token
select workspace, id, name, type, size from article_file where token = %(token)s

-- name: delete_file
delete from article_file where workspace = %(workspace)s and id = %(id)s

-- name: articles_named
select coalesce(md5(string_agg(id || ':' || revision || ':' || coalesce(approved_revision, 0), ',' order by id)), 'none')
from article where workspace = %(workspace)s and archived_at is null

-- name: want_check
insert into article_check (workspace, wanted, state) values (%(workspace)s, %(wanted)s, 'waiting')
on conflict (workspace) do update set
  wanted = excluded.wanted,
  state = case when article_check.state = 'done' and article_check.checked <> excluded.wanted then 'waiting'
               else article_check.state end
returning *

-- name: claim_check
update article_check set state = 'running', progress = 0, worker = %(worker)s, lease_until = %(lease_until)s
where workspace = (
  select workspace from article_check
  where state = 'waiting' or (state = 'running' and lease_until < %(now)s)
  order by workspace limit 1 for update skip locked
)
returning workspace, wanted

-- name: name_check
update article_check set wanted = %(wanted)s where workspace = %(workspace)s and worker = %(worker)s

-- name: move_check
update article_check set progress = %(progress)s, lease_until = %(lease_until)s
where workspace = %(workspace)s and worker = %(worker)s and state = 'running'

-- name: end_check
update article_check set state = case when wanted = %(checked)s then 'done' else 'waiting' end, progress = 1,
  checked = %(checked)s, findings = %(findings)s, articles = %(articles)s, phrasings = %(phrasings)s,
  encoder = %(encoder)s, finished_at = %(now)s, worker = null, lease_until = null
where workspace = %(workspace)s and worker = %(worker)s and state = 'running'

-- name: heads
select id, external_id, title, revision, archived_at from article where workspace = %(workspace)s order by id

-- name: lock_articles
select id, external_id, title, revision, archived_at from article
where workspace = %(workspace)s and id = any(%(ids)s) order by id for update

-- name: newest_of
select a.id, r.content from article a
join article_revision r on r.workspace = a.workspace and r.article = a.id and r.number = a.revision
where a.workspace = %(workspace)s and a.id = any(%(ids)s)

-- name: add_import
insert into article_import (workspace, id, name, report, at) values (%(workspace)s, %(id)s, %(name)s, %(report)s, %(now)s)

-- name: import_report
select report from article_import where workspace = %(workspace)s and id = %(id)s

-- name: newest_for_export
select a.id, a.external_id, r.number as revision, r.content from article a
join article_revision r on r.workspace = a.workspace and r.article = a.id and r.number = a.revision
where a.workspace = %(workspace)s and a.archived_at is null and a.id > %(after)s order by a.id limit %(limit)s

-- name: approved_for_export
select a.id, a.external_id, r.number as revision, r.content from article a
join article_revision r on r.workspace = a.workspace and r.article = a.id and r.number = a.approved_revision
where a.workspace = %(workspace)s and a.archived_at is null and a.id > %(after)s order by a.id limit %(limit)s
