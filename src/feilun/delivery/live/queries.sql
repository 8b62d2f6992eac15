-- name: lock_streams
-- Rows are locked in the order of their names, so that two writers of the same streams cannot deadlock.
insert into stream (workspace, name, epoch)
select w, n, %(epoch)s
from (select unnest(%(workspaces)s::uuid[]) as w, unnest(%(names)s::text[]) as n) as wanted
order by w, n
on conflict (workspace, name) do update set top = stream.top
returning workspace, name, epoch, top

-- name: open_stream
insert into stream (workspace, name, epoch) values (%(workspace)s, %(name)s, %(epoch)s) on conflict do nothing

-- name: position
select epoch, top from stream where workspace = %(workspace)s and name = %(name)s

-- name: positions
select s.workspace, s.name, s.epoch, s.top
from stream s
join (select unnest(%(workspaces)s::uuid[]) as w, unnest(%(names)s::text[]) as n) as wanted
  on s.workspace = wanted.w and s.name = wanted.n

-- name: known_publications
select p.workspace, p.stream, p.sender, p.cid, p.seq, p.at
from publication p
join (
  select unnest(%(workspaces)s::uuid[]) as w, unnest(%(streams)s::text[]) as n,
         unnest(%(senders)s::text[]) as s, unnest(%(cids)s::text[]) as c
) as wanted on p.workspace = wanted.w and p.stream = wanted.n and p.sender = wanted.s and p.cid = wanted.c

-- name: add_publications
insert into publication (workspace, stream, seq, cid, sender, at, type, body)
select unnest(%(workspaces)s::uuid[]), unnest(%(streams)s::text[]), unnest(%(seqs)s::bigint[]),
       unnest(%(cids)s::text[]), unnest(%(senders)s::text[]), unnest(%(ats)s::timestamptz[]),
       unnest(%(types)s::text[]), unnest(%(bodies)s::text[])::jsonb

-- name: move_tops
update stream set top = moved.top
from (select unnest(%(workspaces)s::uuid[]) as w, unnest(%(names)s::text[]) as n,
             unnest(%(tops)s::bigint[]) as top) as moved
where stream.workspace = moved.w and stream.name = moved.n

-- name: read_after
select seq, cid, sender, at, type, body from publication
where workspace = %(workspace)s and stream = %(stream)s and seq > %(after)s
order by seq limit %(limit)s

-- name: secret
select secret from live_secret where workspace = %(workspace)s and purpose = %(purpose)s

-- name: add_secret
insert into live_secret (workspace, purpose, secret, made_at)
values (%(workspace)s, %(purpose)s, %(secret)s, %(now)s)
on conflict (workspace, purpose) do nothing

-- name: change_secret
insert into live_secret (workspace, purpose, secret, made_at)
values (%(workspace)s, %(purpose)s, %(secret)s, %(now)s)
on conflict (workspace, purpose) do update set secret = excluded.secret, made_at = excluded.made_at

-- name: visitor
select id, user_id, anonymous_id from visitor where workspace = %(workspace)s and id = %(id)s

-- name: visitors
select id, user_id, anonymous_id from visitor where workspace = %(workspace)s and id = any(%(ids)s)

-- name: visitor_by_user
update visitor set seen_at = %(now)s, anonymous_id = coalesce(visitor.anonymous_id, %(anonymous_id)s)
where workspace = %(workspace)s and user_id = %(user_id)s
returning id, user_id, anonymous_id

-- name: claim_visitor
-- A proved user takes over the thread of the device, unless another user owns it already.
update visitor set seen_at = %(now)s, user_id = %(user_id)s
where workspace = %(workspace)s and anonymous_id = %(anonymous_id)s and user_id is null
returning id, user_id, anonymous_id

-- name: visitor_by_device
update visitor set seen_at = %(now)s
where workspace = %(workspace)s and anonymous_id = %(anonymous_id)s and user_id is null
returning id, user_id, anonymous_id

-- name: add_visitor
insert into visitor (workspace, id, user_id, anonymous_id, made_at, seen_at)
values (%(workspace)s, %(id)s, %(user_id)s, %(anonymous_id)s, %(now)s, %(now)s)
on conflict do nothing
returning id, user_id, anonymous_id

-- name: visitors_by_handles
-- Two parts, each with an index of its own. A thread that a user took over is hers; the device opens it no more.
select id, user_id, anonymous_id, seen_at from visitor
where workspace = %(workspace)s and user_id is not null and user_id = any(%(user_ids)s)
union all
select id, user_id, anonymous_id, seen_at from visitor
where workspace = %(workspace)s and user_id is null and anonymous_id = any(%(anonymous_ids)s)
order by seen_at desc

-- name: enter_presence
insert into live_presence (workspace, person, connection, name, rights, seen_at)
values (%(workspace)s, %(person)s, %(connection)s, %(name)s, %(rights)s, %(now)s)
on conflict (workspace, person, connection) do update set seen_at = excluded.seen_at, rights = excluded.rights

-- name: refresh_presence
update live_presence set seen_at = %(now)s where connection = any(%(connections)s)

-- name: leave_presence
delete from live_presence
where workspace = %(workspace)s and person = %(person)s and connection = %(connection)s

-- name: forget_presence
delete from live_presence where seen_at < %(before)s

-- name: online
select person, max(name) as name from live_presence
where workspace = %(workspace)s and seen_at > %(since)s and %(right)s = any(rights)
group by person order by person

-- name: workspaces_online
select distinct workspace from live_presence
where workspace = any(%(workspaces)s::uuid[]) and seen_at > %(since)s and %(right)s = any(rights)

-- name: trim
-- Who stands before the cut is told `recovered: false` and reads the list again.
delete from publication p using stream s
where s.name = %(name)s and s.workspace = p.workspace and p.stream = s.name and p.seq <= s.top - %(kept)s
