-- name: add_workspace
insert into workspace (id, name, zone, region, settings, created_at)
values (%(id)s, %(name)s, %(zone)s, %(region)s, %(settings)s, %(now)s)

-- name: workspace
select id, name, zone, region, settings from workspace where id = %(workspace)s

-- name: workspaces
select id, name, zone, region, settings from workspace order by id

-- name: change_workspace
update workspace set name = %(name)s, zone = %(zone)s, region = %(region)s, settings = settings || %(settings)s
where id = %(workspace)s

-- name: add_person
insert into person (workspace, id, email, name, role, password, created_at)
values (%(workspace)s, %(id)s, %(email)s, %(name)s, %(role)s, %(password)s, %(now)s)

-- name: people
select id, email, name, role, created_at, seen_at, disabled_at from person
where workspace = %(workspace)s and (%(after)s::uuid is null or id > %(after)s)
order by id limit %(limit)s

-- name: person
select id, email, name, role, password, created_at, seen_at, disabled_at from person
where workspace = %(workspace)s and id = %(id)s

-- name: roles
select p.workspace, p.id, p.role
from unnest(%(workspaces)s::uuid[], %(people)s::uuid[]) as asked (workspace, id)
join person p on p.workspace = asked.workspace and p.id = asked.id
where p.disabled_at is null

-- name: owners_for_update
select id from person
where workspace = %(workspace)s and role = 'owner' and disabled_at is null order by id for update

-- name: people_by_email
select workspace, id, email, name, role, password from person
where email = %(email)s and disabled_at is null and (%(workspace)s::uuid is null or workspace = %(workspace)s)
order by created_at, id limit 10

-- name: any_person
select exists (select from person)

-- name: change_person
update person set role = %(role)s, name = %(name)s, disabled_at = %(disabled_at)s
where workspace = %(workspace)s and id = %(id)s

-- name: change_password
update person set password = %(password)s where workspace = %(workspace)s and id = %(id)s

-- name: add_token
insert into api_token (workspace, id, name, role, fingerprint, hint, created_at, created_by)
values (%(workspace)s, %(id)s, %(name)s, %(role)s, %(fingerprint)s, %(hint)s, %(now)s, %(created_by)s)

-- name: tokens
select id, name, role, hint, created_at, created_by, seen_at as last_used_at from api_token
where workspace = %(workspace)s and revoked_at is null and (%(after)s::uuid is null or id > %(after)s)
order by id limit %(limit)s

-- name: revoke_token
update api_token set revoked_at = %(now)s where workspace = %(workspace)s and id = %(id)s and revoked_at is null

-- name: token_by_fingerprint
select workspace, id, name, role, seen_at from api_token where fingerprint = %(fingerprint)s and revoked_at is null

-- name: see_token
update api_token set seen_at = %(now)s where workspace = %(workspace)s and id = %(id)s

-- name: add_write_key
insert into write_key (workspace, id, name, key_fingerprint, key_hint, channel, created_at)
values (%(workspace)s, %(id)s, %(name)s, %(fingerprint)s, %(hint)s, %(channel)s, %(now)s)

-- name: write_keys
select id, name, key_hint, channel, created_at from write_key
where workspace = %(workspace)s and disabled_at is null and (%(after)s::uuid is null or id > %(after)s)
order by id limit %(limit)s

-- name: disable_write_key
update write_key set disabled_at = %(now)s where workspace = %(workspace)s and id = %(id)s and disabled_at is null

-- name: source_of
select workspace, id, name, channel from write_key where key_fingerprint = %(fingerprint)s and disabled_at is null

-- name: note
insert into audit (workspace, id, at, author, name, action, subject, detail)
values (%(workspace)s, %(id)s, %(now)s, %(author)s, %(name)s, %(action)s, %(subject)s, %(detail)s)

-- name: audit
select id, at, author, name as person, action, subject, detail from audit
where workspace = %(workspace)s and (%(after)s::uuid is null or id < %(after)s)
  and (%(action)s = '' or action = %(action)s)
order by id desc limit %(limit)s

-- name: open_session
insert into staff_session (workspace, id, person, fingerprint, address, agent, created_at, seen_at, expires_at)
values (%(workspace)s, %(id)s, %(person)s, %(fingerprint)s, %(address)s, %(agent)s, %(now)s, %(now)s, %(expires_at)s)

-- name: session_by_fingerprint
select s.workspace, s.id, s.person, s.seen_at, p.name, p.role
from staff_session s join person p on p.workspace = s.workspace and p.id = s.person
where s.fingerprint = %(fingerprint)s and s.expires_at > %(now)s and p.disabled_at is null

-- name: see_session
with seen as (
  update staff_session set seen_at = %(now)s, expires_at = %(expires_at)s
  where workspace = %(workspace)s and id = %(id)s returning workspace, person
)
update person p set seen_at = %(now)s from seen where p.workspace = seen.workspace and p.id = seen.person

-- name: sessions
select id, address, agent, created_at, seen_at, fingerprint from staff_session
where workspace = %(workspace)s and person = %(person)s and expires_at > %(now)s order by seen_at desc limit 200

-- name: end_session
delete from staff_session where workspace = %(workspace)s and id = %(id)s and person = %(person)s

-- name: end_session_by_fingerprint
delete from staff_session where fingerprint = %(fingerprint)s

-- name: end_sessions
delete from staff_session
where workspace = %(workspace)s and person = %(person)s and fingerprint is distinct from %(kept)s

-- name: failures
select failures, last_at from sign_in_failure where fingerprint = any(%(fingerprints)s)

-- name: note_failure
insert into sign_in_failure (fingerprint, failures, last_at)
values (%(fingerprint)s, 1, %(now)s)
on conflict (fingerprint) do update
set failures = case when sign_in_failure.last_at < %(since)s then 1 else sign_in_failure.failures + 1 end,
    last_at = %(now)s
returning failures

-- name: forget_failures
delete from sign_in_failure where fingerprint = any(%(fingerprints)s)

-- name: claim_answer
insert into given_answer (workspace, author, key, request, created_at)
values (%(workspace)s, %(author)s, %(key)s, %(request)s, %(now)s)
on conflict (workspace, author, key) do update
set request = excluded.request, created_at = excluded.created_at, status = null, media_type = null, body = null
where given_answer.created_at < %(oldest)s
   or (given_answer.status is null and given_answer.created_at < %(abandoned)s)
returning true

-- name: given_answer
select request, status, media_type, body from given_answer
where workspace = %(workspace)s and author = %(author)s and key = %(key)s

-- name: give_answer
update given_answer set status = %(status)s, media_type = %(media_type)s, body = %(body)s
where workspace = %(workspace)s and author = %(author)s and key = %(key)s

-- name: drop_answer
delete from given_answer where workspace = %(workspace)s and author = %(author)s and key = %(key)s

-- name: forget_old
with answers as (delete from given_answer where created_at < %(answers_before)s),
     failures as (delete from sign_in_failure where last_at < %(failures_before)s),
     links as (delete from setup_link where expires_at < %(now)s)
delete from staff_session where expires_at < %(now)s

-- name: add_setup_link
insert into setup_link (fingerprint, created_at, expires_at) values (%(fingerprint)s, %(now)s, %(expires_at)s)

-- name: setup_link
select true from setup_link where fingerprint = %(fingerprint)s and expires_at > %(now)s

-- name: use_setup_link
delete from setup_link where fingerprint = %(fingerprint)s and expires_at > %(now)s returning true

-- name: forget_setup_links
delete from setup_link

-- name: has_write_key
select exists (select from write_key where workspace = %(workspace)s and disabled_at is null)

-- name: has_colleague
select count(*) > 1 from person where workspace = %(workspace)s and disabled_at is null
