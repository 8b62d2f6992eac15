-- What a workspace set for a channel, and how its provider did last. A channel without a row uses the
-- installation's defaults, if its folder knows any.
create table channel_account (
  workspace uuid not null,
  channel text not null,
  settings jsonb not null default '{}',
  limits jsonb not null default '{}',
  updated_at timestamptz,
  health text not null default 'unknown',
  health_note text not null default '',
  health_at timestamptz,
  primary key (workspace, channel)
);
