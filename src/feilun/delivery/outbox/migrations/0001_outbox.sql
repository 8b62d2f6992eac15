-- What is said to many is kept once; a row of the outbox only points at it.
create table outbox_content (
  workspace uuid not null,
  id uuid not null,
  content jsonb not null,
  quiet_from text not null default '',
  quiet_to text not null default '',
  primary key (workspace, id)
);

-- One message to one customer. `key` is the hash of the sender's key: the same key is the same message, for ever.
-- planned > claimed > sending > sent > delivered > opened > clicked, or suppressed, failed, bounced, unknown, held.
create table outbox (
  workspace uuid not null,
  id bigint not null generated always as identity,
  key uuid not null,
  customer uuid not null,
  channel text not null,
  kind text not null,
  topic text not null default '',
  content uuid not null,
  journey uuid,
  version int,
  step text,
  entry text,
  cause jsonb not null default '{}',
  state text not null default 'planned',
  reason text not null default '',
  subject text not null default '',
  address text not null default '',
  attempts int not null default 0,
  provider_id text not null default '',
  created_at timestamptz not null,
  due_at timestamptz not null,
  lease_until timestamptz,
  claimed_at timestamptz,
  sent_at timestamptz,
  primary key (workspace, id),
  constraint outbox_key unique (workspace, key)
) with (fillfactor = 80);
create index outbox_due on outbox (workspace, channel, due_at) where state = 'planned';
create index outbox_leased on outbox (lease_until) where state in ('claimed', 'sending');
create index outbox_of_customer on outbox (workspace, customer, id);
create index outbox_of_journey on outbox (workspace, journey, id) where journey is not null;

-- One row per try, written before the provider is called: what it says after a crash is all we know.
create table outbox_attempt (
  workspace uuid not null,
  message bigint not null,
  number int not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text not null,
  detail text not null default '',
  primary key (workspace, message, number)
);

-- One lane per channel of a workspace. Its lock makes claims of one channel follow each other, so the cap and
-- the pace are exact however many workers there are; claims are short, sends happen outside.
create table outbox_lane (
  workspace uuid not null,
  channel text not null,
  next_at timestamptz not null,
  served_at timestamptz not null,
  primary key (workspace, channel)
);

-- Addresses a provider said are dead, or whose owner complained.
create table dead_address (
  workspace uuid not null,
  channel text not null,
  address text not null,
  reason text not null,
  at timestamptz not null,
  primary key (workspace, channel, address)
);

-- The secret that signs the links in a workspace's messages.
create table link_key (
  workspace uuid not null primary key,
  key bytea not null
);
