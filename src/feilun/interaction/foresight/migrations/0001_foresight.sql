-- What was asked where. A projection of `bot.answered`: delete it, replay the log, get the same.
create table foresight_question (
  workspace uuid not null,
  position bigint not null,
  at timestamptz not null,
  article text not null,
  route text not null,
  features text[] not null,
  primary key (workspace, position)
);
create index foresight_question_time on foresight_question (workspace, at);

-- Questions per context and article, each worth twice one of a half-life earlier. Whole numbers, so that the sum
-- is the same in whatever order it is made.
create table foresight_count (
  workspace uuid not null,
  feature text not null,
  article text not null,
  weight numeric not null,
  primary key (workspace, feature, article)
);

-- What was offered, and what she asked first. Written by the greeting, so it is no projection; `asked…` is.
create table foresight_shown (
  workspace uuid not null,
  id uuid not null,
  thread uuid not null,
  shown_at timestamptz not null,
  page text not null,
  language text not null,
  shown text[] not null,
  menu text[] not null,
  asked text,
  asked_route text,
  asked_at timestamptz,
  asked_position bigint,
  primary key (workspace, id)
);
create index foresight_shown_thread on foresight_shown (workspace, thread, shown_at desc);
create index foresight_shown_judged on foresight_shown (workspace, asked_at) where asked_position is not null;
