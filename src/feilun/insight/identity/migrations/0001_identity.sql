-- Customers, and the handles that point at them. All of it is a projection of the log.
create table customer (
  workspace uuid not null,
  id uuid not null,
  created_at timestamptz not null,
  -- Always the living customer, never a chain: a lookup takes one step.
  merged_into uuid,
  primary key (workspace, id)
);
create index customer_merged on customer (workspace, merged_into) where merged_into is not null;

create table handle (
  workspace uuid not null,
  kind text not null,
  value text not null,
  customer uuid not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  primary key (workspace, kind, value)
) with (fillfactor = 85);
create index handle_of_customer on handle (workspace, customer);

-- Why handles belong together (link), why they do not (block), and what a person parted (split). Only added to;
-- an undone link keeps its row. Links of one customer form a tree, so undoing one gives exactly two sides.
create table edge (
  workspace uuid not null,
  id uuid not null,
  kind text not null check (kind in ('link', 'block', 'split')),
  a_kind text not null,
  a_value text not null,
  b_kind text not null,
  b_value text not null,
  since timestamptz not null,
  source text not null,
  event_id text not null,
  rule text not null,
  absorbed uuid,
  undone_at timestamptz,
  undone_by text,
  primary key (workspace, id)
);
create index edge_from on edge (workspace, a_kind, a_value);
create index edge_to on edge (workspace, b_kind, b_value);
create index edge_parted on edge (workspace, a_kind, a_value) where kind = 'split';
