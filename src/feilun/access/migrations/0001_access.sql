-- Workspaces, and who may act in them. Secrets are kept as fingerprints, passwords as argon2 hashes.
create table workspace (
  id uuid primary key,
  name text not null,
  zone text not null,
  region text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

create table person (
  workspace uuid not null,
  id uuid not null,
  email text not null,
  name text not null,
  role text not null,
  password text,
  created_at timestamptz not null,
  seen_at timestamptz,
  disabled_at timestamptz,
  primary key (workspace, id),
  constraint person_email unique (workspace, email)
);
create index person_by_email on person (email);

create table staff_session (
  workspace uuid not null,
  id uuid not null,
  person uuid not null,
  fingerprint bytea not null,
  address text not null,
  agent text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workspace, id),
  constraint staff_session_fingerprint unique (fingerprint)
);
create index staff_session_by_person on staff_session (workspace, person);

create table api_token (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  role text not null,
  fingerprint bytea not null,
  hint text not null,
  created_at timestamptz not null,
  created_by text not null,
  seen_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace, id),
  constraint api_token_fingerprint unique (fingerprint)
);

create table write_key (
  workspace uuid not null,
  id uuid not null,
  name text not null,
  key_fingerprint bytea not null,
  key_hint text not null,
  channel text not null,
  created_at timestamptz not null,
  disabled_at timestamptz,
  primary key (workspace, id),
  constraint write_key_fingerprint unique (key_fingerprint)
);

create table audit (
  workspace uuid not null,
  id uuid not null,
  at timestamptz not null,
  author text not null,
  name text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  primary key (workspace, id)
);

-- Failed sign-ins. They come before a workspace is known, so the key is a fingerprint of address and e-mail.
create table sign_in_failure (
  fingerprint bytea primary key,
  failures int not null,
  last_at timestamptz not null
);

-- Answers given under an Idempotency-Key. `status` is null while the first request is still running.
create table given_answer (
  workspace uuid not null,
  author text not null,
  key text not null,
  request bytea not null,
  created_at timestamptz not null,
  status int,
  media_type text,
  body bytea,
  primary key (workspace, author, key)
);
create index given_answer_by_age on given_answer (created_at);

-- One-time links by which the first owner sets up an installation.
create table setup_link (
  fingerprint bytea primary key,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
