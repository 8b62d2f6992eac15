-- What the demo shop has done already, so that starting it again goes on where it was.
create table demo_shop (
  workspace uuid primary key,
  -- The key of the shop's page, which every visitor sees, and the one of the tills, which play the live weeks.
  write_key text not null,
  till_key text not null,
  loaded_at timestamptz,
  furnished_at timestamptz
);
