-- What the demo shop has done already, so that starting it again goes on where it was.
create table demo_shop (
  workspace uuid primary key,
  -- A write key is seen by every visitor of a page, so it may lie here.
  write_key text not null,
  loaded_at timestamptz,
  furnished_at timestamptz
);
