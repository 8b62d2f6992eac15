-- name: settings
select draft, revision, changed_at, changed_by, live, live_revision, live_at, live_by
from bot_settings where workspace = %(workspace)s

-- name: live_settings
select live from bot_settings where workspace = %(workspace)s

-- name: open_settings
insert into bot_settings (workspace, draft, revision, changed_at) values (%(workspace)s, %(draft)s, 0, %(now)s)
on conflict do nothing

-- name: lock_settings
select revision from bot_settings where workspace = %(workspace)s for update

-- name: keep_draft
update bot_settings set draft = %(draft)s, revision = revision + 1, changed_at = %(now)s, changed_by = %(by)s
where workspace = %(workspace)s

-- name: publish_settings
update bot_settings set live = draft, live_revision = revision, live_at = %(now)s, live_by = %(by)s
where workspace = %(workspace)s
