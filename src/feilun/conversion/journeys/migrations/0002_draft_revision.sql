-- Which change of the draft this is, and whose: an editor who drew on an older one is told instead of overwriting it.
alter table journey_draft
  add column revision int not null default 1,
  add column author text not null default 'system',
  add column author_name text not null default '';
