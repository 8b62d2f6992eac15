-- What we know of a customer, and what she did. All of it is a projection of the log.
create table profile (
  workspace uuid not null,
  customer uuid not null,
  traits jsonb not null default '{}',
  -- {trait: {source, at, event, position}}: who said it, when, in which event.
  provenance jsonb not null default '{}',
  -- {event: {count, last_at, amount}} over all time.
  counters jsonb not null default '{}',
  zone text,
  locale text,
  channels text[] not null default '{}',
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- The places in the log of her first and her newest event.
  born bigint not null,
  version bigint not null,
  primary key (workspace, customer)
) with (fillfactor = 80);
create index profile_newest on profile (workspace, last_seen desc, customer desc);

create table activity (
  workspace uuid not null,
  position bigint not null,
  customer uuid not null,
  event_id text not null,
  type text not null,
  name text not null,
  channel text not null,
  source text not null,
  occurred_at timestamptz not null,
  amount numeric,
  properties jsonb not null,
  -- Only what a profile is rebuilt from after a split: locale and time zone.
  context jsonb,
  handle_kind text not null,
  handle_value text not null,
  primary key (workspace, position)
);
create index activity_of_customer on activity (workspace, customer, occurred_at desc);

-- Apart from the profile, so that a change of counters does not touch the trigram index.
create table profile_search (
  workspace uuid not null,
  customer uuid not null,
  text text not null,
  primary key (workspace, customer)
);

do $$
begin
  if not exists (select from pg_extension where extname = 'pg_trgm') then
    create extension pg_trgm;
  end if;
  create index profile_search_text on profile_search using gin (text gin_trgm_ops);
exception when others then
  raise notice 'No pg_trgm here: search by name reads the whole table';
end
$$;
