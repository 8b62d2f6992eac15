-- What came of it, as projected from the log. Each row keeps the handle that the event carried,
-- so that a merge or a split of customers moves the row to whoever that handle belongs to now.
create table outcome_order (
  workspace uuid not null,
  position bigint not null,
  customer uuid not null,
  handle_kind text not null,
  handle_value text not null,
  order_id text not null,
  placed_at timestamptz not null,
  amount numeric not null,
  primary key (workspace, position)
);
create index outcome_order_customer on outcome_order (workspace, customer, placed_at);
create index outcome_order_time on outcome_order (workspace, placed_at);

create table outcome_touch (
  workspace uuid not null,
  position bigint not null,
  customer uuid not null,
  handle_kind text not null,
  handle_value text not null,
  kind text not null,
  subject text not null,
  touched_at timestamptz not null,
  primary key (workspace, position)
);
create index outcome_touch_customer on outcome_touch (workspace, customer, touched_at);
create index outcome_touch_time on outcome_touch (workspace, touched_at);

create table outcome_entry (
  workspace uuid not null,
  journey text not null,
  entry_key text not null,
  position bigint not null,
  customer uuid not null,
  handle_kind text not null,
  handle_value text not null,
  entered_at timestamptz not null,
  held_out boolean not null,
  primary key (workspace, journey, entry_key, handle_kind, handle_value)
);
create index outcome_entry_customer on outcome_entry (workspace, customer);

-- Customers seen in a week, once per handle.
create table outcome_seen (
  workspace uuid not null,
  week date not null,
  handle_kind text not null,
  handle_value text not null,
  customer uuid not null,
  primary key (workspace, week, handle_kind, handle_value)
);
create index outcome_seen_customer on outcome_seen (workspace, customer);

-- The touch that an order is credited to: the last one before it within the window.
create table outcome_credit (
  workspace uuid not null,
  order_position bigint not null,
  touch_position bigint not null,
  kind text not null,
  subject text not null,
  amount numeric not null,
  placed_at timestamptz not null,
  primary key (workspace, order_position)
);
create index outcome_credit_subject on outcome_credit (workspace, kind, subject, placed_at);
