-- name: accounts
select channel, settings, limits, updated_at, health, health_note, health_at
from channel_account where workspace = %(workspace)s

-- name: account
select channel, settings, limits, updated_at, health, health_note, health_at
from channel_account where workspace = %(workspace)s and channel = %(channel)s

-- name: put_account
insert into channel_account (workspace, channel, settings, limits, updated_at)
values (%(workspace)s, %(channel)s, %(settings)s, %(limits)s, %(now)s)
on conflict (workspace, channel) do update
set settings = excluded.settings, limits = excluded.limits, updated_at = excluded.updated_at, health = 'unknown', health_note = ''

-- name: note_health
insert into channel_account (workspace, channel, health, health_note, health_at)
values (%(workspace)s, %(channel)s, %(health)s, %(note)s, %(now)s)
on conflict (workspace, channel) do update
set health = excluded.health, health_note = excluded.health_note, health_at = excluded.health_at
where channel_account.health is distinct from excluded.health or channel_account.health_note is distinct from excluded.health_note

-- name: has_account
select exists (select from channel_account where workspace = %(workspace)s)
