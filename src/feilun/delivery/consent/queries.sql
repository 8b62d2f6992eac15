-- name: add_statements
insert into consent_statement
  (workspace, id, handle_kind, handle_value, channel, topic, state, source, author, ip, note, at)
select %(workspace)s, s.id, s.kind, s.value, %(channel)s, %(topic)s, %(state)s, %(source)s, %(author)s, %(ip)s,
  %(note)s, %(at)s
from unnest(%(ids)s::uuid[], %(kinds)s::text[], %(values)s::text[]) as s (id, kind, value)

-- name: newest_statements
-- The last word of each handle on each channel and topic.
select distinct on (c.handle_kind, c.handle_value, c.channel, c.topic)
  c.handle_kind as kind, c.handle_value as value, c.channel, c.topic, c.state, c.source, c.at
from consent_statement c
join (select distinct * from unnest(%(kinds)s::text[], %(values)s::text[]) as h (kind, value)) h
  on c.handle_kind = h.kind and c.handle_value = h.value
where c.workspace = %(workspace)s
order by c.handle_kind, c.handle_value, c.channel, c.topic, c.at desc, c.id desc
