-- name: add_flow
insert into flow (workspace, id, name, created_at, changed_at)
values (%(workspace)s, %(id)s, %(name)s, %(now)s, %(now)s)

-- name: add_revision
insert into flow_revision (workspace, flow, revision, name, graph, author, author_name, at)
values (%(workspace)s, %(flow)s, %(revision)s, %(name)s, %(graph)s, %(author)s, %(author_name)s, %(now)s)

-- name: set_newest
update flow set revision = %(revision)s, name = %(name)s, changed_at = %(now)s
where workspace = %(workspace)s and id = %(flow)s

-- name: lock_flow
select id, name, revision, approved from flow where workspace = %(workspace)s and id = %(flow)s for update

-- name: flow_row
select f.id, f.name, f.revision, f.approved, f.created_at, f.changed_at, r.graph, r.author, r.author_name
from flow f join flow_revision r on r.workspace = f.workspace and r.flow = f.id and r.revision = f.revision
where f.workspace = %(workspace)s and f.id = %(flow)s

-- name: list_flows
select f.id, f.name, f.revision, f.approved, f.created_at, f.changed_at, r.author_name as changed_by,
  jsonb_array_length(coalesce(r.graph -> 'steps', '[]'::jsonb)) as steps,
  (select count(*) from flow_place p where p.workspace = f.workspace and p.flow = f.id
    and p.started_at > %(since)s) as started,
  (select count(*) from flow_place p where p.workspace = f.workspace and p.flow = f.id
    and p.started_at > %(since)s and p.outcome = 'finished') as finished,
  (select count(*) from flow_place p where p.workspace = f.workspace and p.flow = f.id
    and p.started_at > %(since)s and p.outcome = 'handed_over') as handed_over
from flow f join flow_revision r on r.workspace = f.workspace and r.flow = f.id and r.revision = f.revision
where f.workspace = %(workspace)s
  and (%(at)s::timestamptz is null or (f.created_at, f.id) < (%(at)s::timestamptz, %(id)s::uuid))
order by f.created_at desc, f.id desc limit %(limit)s

-- name: revision_row
select revision, name, graph from flow_revision
where workspace = %(workspace)s and flow = %(flow)s and revision = %(revision)s

-- name: revisions
select revision, name, author_name as author, at, approved_at, approved_by from flow_revision
where workspace = %(workspace)s and flow = %(flow)s
  and (%(before)s::int is null or revision < %(before)s::int)
order by revision desc limit %(limit)s

-- name: approve
update flow set approved = %(revision)s, changed_at = %(now)s where workspace = %(workspace)s and id = %(flow)s

-- name: note_approval
update flow_revision set approved_at = %(now)s, approved_by = %(author)s
where workspace = %(workspace)s and flow = %(flow)s and revision = %(revision)s

-- name: remove_flow
with gone as (delete from flow_revision where workspace = %(workspace)s and flow = %(flow)s),
  secrets as (delete from flow_secret where workspace = %(workspace)s and flow = %(flow)s)
delete from flow where workspace = %(workspace)s and id = %(flow)s

-- name: approved_flows
select f.id, r.name, r.revision, r.graph
from flow f join flow_revision r on r.workspace = f.workspace and r.flow = f.id and r.revision = f.approved
where f.workspace = %(workspace)s order by f.created_at, f.id

-- name: is_any_approved
select exists (select from flow where approved is not null)

-- name: put_secret
insert into flow_secret (workspace, flow, name, value, changed_at)
values (%(workspace)s, %(flow)s, %(name)s, %(value)s, %(now)s)
on conflict (workspace, flow, name) do update set value = excluded.value, changed_at = excluded.changed_at

-- name: remove_secret
delete from flow_secret where workspace = %(workspace)s and flow = %(flow)s and name = %(name)s

-- name: secret_names
select name from flow_secret where workspace = %(workspace)s and flow = %(flow)s order by name

-- name: secrets
select name, value from flow_secret
where workspace = %(workspace)s and flow = %(flow)s and name = any(%(names)s::text[])

-- name: keep_graph
insert into flow_graph (workspace, digest, graph) values (%(workspace)s, %(digest)s, %(graph)s) on conflict do nothing

-- name: add_place
insert into flow_place (workspace, id, conversation, customer, thread, flow, flow_name, version, digest, place, seq,
  started_at, changed_at, expires_at, ended_at, outcome)
values (%(workspace)s, %(id)s, %(conversation)s, %(customer)s, %(thread)s, %(flow)s, %(flow_name)s, %(version)s,
  %(digest)s, %(place)s, %(seq)s, %(now)s, %(now)s, %(expires_at)s, %(ended_at)s, %(outcome)s)

-- name: open_place
select p.*, g.graph from flow_place p join flow_graph g on g.workspace = p.workspace and g.digest = p.digest
where p.workspace = %(workspace)s and p.conversation = %(conversation)s and p.ended_at is null for update of p

-- name: place_by_id
select p.*, g.graph from flow_place p join flow_graph g on g.workspace = p.workspace and g.digest = p.digest
where p.workspace = %(workspace)s and p.id = %(id)s for update of p

-- name: place_elsewhere
-- The walk that the same customer left in another conversation not long ago.
select p.*, g.graph from flow_place p join flow_graph g on g.workspace = p.workspace and g.digest = p.digest
where p.workspace = %(workspace)s and p.conversation <> %(conversation)s and p.ended_at is null
  and (p.customer = %(customer)s::uuid or p.thread = %(thread)s::uuid) and p.changed_at > %(since)s
order by p.changed_at desc limit 1 for update of p skip locked

-- name: offered_place
select p.*, g.graph from flow_place p join flow_graph g on g.workspace = p.workspace and g.digest = p.digest
where p.workspace = %(workspace)s and p.offered_in = %(conversation)s and p.ended_at is null
order by p.changed_at desc limit 1 for update of p

-- name: offer
update flow_place set offered_in = %(conversation)s, is_offered = %(is_offered)s where workspace = %(workspace)s and id = %(id)s

-- name: move_place
update flow_place set conversation = %(conversation)s, is_offered = false, seq = %(seq)s, changed_at = %(now)s,
  expires_at = %(expires_at)s
where workspace = %(workspace)s and id = %(id)s

-- name: put_place
update flow_place set place = %(place)s, seq = %(seq)s, changed_at = %(now)s, expires_at = %(expires_at)s,
  ended_at = %(ended_at)s, outcome = %(outcome)s, is_offered = false, customer = coalesce(%(customer)s::uuid, customer)
where workspace = %(workspace)s and id = %(id)s

-- name: end_open
update flow_place set ended_at = %(now)s, outcome = %(outcome)s
where workspace = %(workspace)s and conversation = %(conversation)s and ended_at is null
returning id, flow, flow_name, version, customer, started_at, place

-- name: last_place
select flow, flow_name, version, place, ended_at, outcome from flow_place
where workspace = %(workspace)s and conversation = %(conversation)s order by started_at desc limit 1

-- name: expire
update flow_place set ended_at = %(now)s, outcome = 'expired'
where ctid = any(array(select ctid from flow_place where ended_at is null and expires_at <= %(now)s
  limit %(limit)s for update skip locked))
returning workspace, id, conversation, flow, version, customer, started_at

-- name: forget_calls
delete from flow_call where ctid = any(array(select ctid from flow_call where at < %(before)s limit %(limit)s))

-- name: call_answer
select answer from flow_call where workspace = %(workspace)s and key = %(key)s

-- name: keep_answer
insert into flow_call (workspace, key, answer, at) values (%(workspace)s, %(key)s, %(answer)s, %(now)s)
on conflict do nothing

-- name: forget_places
delete from flow_place where ctid = any(array(
  select ctid from flow_place where ended_at < %(before)s limit %(limit)s for update skip locked))
