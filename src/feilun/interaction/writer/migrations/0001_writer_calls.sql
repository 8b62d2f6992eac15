-- Every question to the language model: what left (redacted), what came back, what was made of it.
create table writer_call (
  workspace uuid not null,
  id uuid not null,
  at timestamptz not null,
  purpose text not null,
  model text not null,
  prompt text not null,
  prompt_hash text not null,
  passages text[] not null,
  reply text not null,
  verdict text not null,
  detail text not null,
  milliseconds int not null,
  primary key (workspace, id)
);
create index writer_call_time on writer_call (workspace, at desc, id desc);
create index writer_call_age on writer_call (at);
