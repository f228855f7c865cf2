-- Sheets that were sent in, and the one fate of each of their rows (server/import/).

create type import_kind as enum ('bags', 'packing', 'bills', 'billing');
create type import_mode as enum ('dry_run', 'commit');
create type import_state as enum ('queued', 'running', 'done', 'failed', 'undone');
create type import_fate as enum ('created', 'linked', 'same', 'conflict', 'refused');
create type undo_fate as enum ('undone', 'kept', 'refused');

create table import (
  no integer generated always as identity primary key,
  -- Also the file's name in the uploads folder, and the source of the ids of its scans.
  id uuid not null constraint import__id unique,
  kind import_kind not null,
  mode import_mode not null,
  refuses_known boolean not null,
  state import_state not null default 'queued',
  -- The uploads folder that holds the file: only who sees that folder can work on it.
  folder uuid not null,
  file_name text not null,
  file_size bigint not null,
  sha256 bytea not null,
  area_id smallint,
  created_by integer not null references app_user,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- An earlier import of the same bytes.
  same_as uuid,
  -- The dry run that this one makes true.
  dry_run_no integer references import,
  fault text,
  -- What reading the file found: rows in all, the sheets' names, and what its batches lack.
  row_count integer,
  outline jsonb,
  -- How far recording is: the next byte of the read rows, and what became of those before it.
  place bigint not null default 0,
  created_rows integer not null default 0,
  linked_rows integer not null default 0,
  same_rows integer not null default 0,
  conflict_rows integer not null default 0,
  refused_rows integer not null default 0,
  changed_rows integer not null default 0,
  -- Taking it back goes from the last row to the first; `undo_place` is the next.
  undo_by integer references app_user,
  undo_place integer,
  undone_rows integer not null default 0,
  kept_rows integer not null default 0,
  unmoved_rows integer not null default 0
);
create index import__created_at on import (created_at, no);
create index import__sha256 on import (sha256);
create index import__state on import (state) where state in ('queued', 'running');

-- `at` counts the rows of the file that are not blank. No foreign key: it would be looked up for
-- each of a million rows that one statement after the other adds.
create table import_row (
  import_no integer not null,
  at integer not null,
  sheet smallint not null,
  row integer not null,
  fate import_fate not null,
  -- The dry run's, where it was another.
  foreseen import_fate,
  code text not null,
  -- The parent it was packed into, or the bill it was put on.
  into_code text collate "C",
  outcome text not null,
  reason text not null,
  constraint import_row__at primary key (import_no, at)
);
create index import_row__fate on import_row (import_no, fate, at);

-- What became of a row when the import was taken back.
create table import_undo (
  import_no integer not null,
  at integer not null,
  fate undo_fate not null,
  reason text not null,
  constraint import_undo__at primary key (import_no, at)
);

-- What bags and bills would be after the rows so far of a dry run. A crash may empty it: the dry
-- run then begins again.
create unlogged table import_foreseen (
  import_no integer not null,
  key text collate "C" not null,
  value jsonb not null,
  constraint import_foreseen__key primary key (import_no, key)
);
