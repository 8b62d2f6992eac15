-- name: add_call
insert into writer_call (workspace, id, at, purpose, model, prompt, prompt_hash, passages, reply, verdict, detail,
  milliseconds)
values (%(workspace)s, %(id)s, %(at)s, %(purpose)s, %(model)s, %(prompt)s, %(prompt_hash)s, %(passages)s::text[],
  %(reply)s, %(verdict)s, %(detail)s, %(milliseconds)s)

-- name: calls
select id, at, purpose, model, prompt, prompt_hash, passages, reply, verdict, detail, milliseconds from writer_call
where workspace = %(workspace)s
  and (%(purpose)s::text is null or purpose = %(purpose)s)
  and (%(verdict)s::text is null or verdict = %(verdict)s)
  and (%(after_at)s::timestamptz is null or (at, id) < (%(after_at)s, %(after_id)s::uuid))
order by at desc, id desc limit %(limit)s

-- name: verdicts
select verdict, count(*) as calls, max(at) as last_at, avg(milliseconds)::int as milliseconds from writer_call
where workspace = %(workspace)s and at > %(since)s group by verdict order by calls desc, verdict

-- name: last_verdicts
select verdict from writer_call where workspace = %(workspace)s order by at desc, id desc limit 5

-- name: trim_calls
delete from writer_call where (workspace, id) in (
  select workspace, id from writer_call where at < %(before)s order by at limit 1000 for update skip locked)
