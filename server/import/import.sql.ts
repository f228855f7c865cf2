import type { Fate, ImportKind, ImportMode, ImportState, UndoFate } from '#contract/import.ts';
import { columns } from '../db/columns.ts';
import { statement } from '../db/statement.ts';
import type { Outline } from './ask.ts';

/** Statements on imports and on the fates of their rows. */

export interface ImportRecord {
  no: number;
  id: string;
  kind: ImportKind;
  mode: ImportMode;
  refuses_known: boolean;
  state: ImportState;
  folder: string;
  file_name: string;
  file_size: number;
  sha256: string;
  area_id: number | null;
  created_by: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  same_as: string | null;
  dry_run_no: number | null;
  dry_run: string | null;
  fault: string | null;
  row_count: number | null;
  place: number;
  created_rows: number;
  linked_rows: number;
  same_rows: number;
  conflict_rows: number;
  refused_rows: number;
  changed_rows: number;
  undo_by: number | null;
  undo_place: number | null;
  undone_rows: number;
  kept_rows: number;
  unmoved_rows: number;
}

/** What the reading found is large, and only who works on the import needs it. */
export const IMPORT_COLUMNS = `import.no, import.id, import.kind, import.mode,
  import.refuses_known, import.state, import.folder, import.file_name, import.file_size,
  encode(import.sha256, 'hex') as sha256, import.area_id, import.created_by, import.created_at,
  import.started_at, import.finished_at, import.same_as, import.dry_run_no,
  (select dry.id from import dry where dry.no = import.dry_run_no) as dry_run, import.fault,
  import.row_count, import.place, import.created_rows, import.linked_rows, import.same_rows,
  import.conflict_rows, import.refused_rows, import.changed_rows, import.undo_by,
  import.undo_place, import.undone_rows, import.kept_rows, import.unmoved_rows`;

/** $1 id. */
export const findImport = statement<ImportRecord>(
  'import-find',
  `select ${IMPORT_COLUMNS} from import where id = $1`,
);

/**
 * $1 id, $2 kind, $3 mode, $4 whether it refuses known codes, $5 folder, $6 file name, $7 size,
 * $8 SHA-256 in hex, $9 area, $10 user, $11 number of the dry run. An earlier dry run of the same
 * bytes has recorded nothing: it is not what this import would do again.
 */
export const insertImport = statement(
  'import-insert',
  `insert into import (id, kind, mode, refuses_known, folder, file_name, file_size, sha256,
     area_id, created_by, dry_run_no, same_as)
   values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10, $11::int, (
     select same.id from import same
     where same.sha256 = decode($8, 'hex') and same.mode = 'commit'
     order by same.no desc limit 1))`,
);

/** $1 task, $2 payload, $3 key: another job under it is replaced. Wakes who works on jobs. */
export const addJob = statement(
  'import-add-job',
  `select from graphile_worker.add_job($1, $2::json, job_key := $3, max_attempts := 3)`,
);

/**
 * $1 id, $2 user. A row comes back when there was something to be taken back; what has failed on
 * the way goes on where it was.
 */
export const updateToUndo = statement<{ no: number }>(
  'import-update-to-undo',
  `update import set state = 'running', finished_at = null, undo_by = $2,
     fault = null, undo_place = coalesce(undo_place, row_count, 0)
   where id = $1 and state in ('done', 'failed') and mode = 'commit'
   returning no`,
);

export interface ImportRowRecord {
  at: number;
  sheet: string;
  row: number;
  fate: Fate;
  foreseen: Fate | null;
  code: string;
  into_code: string | null;
  outcome: string;
  reason: string;
  undo_fate: UndoFate | null;
  undo_reason: string | null;
}

const ROWS = `select line.at, coalesce(import.outline -> 'sheets' ->> line.sheet, '') as sheet,
    line.row, line.fate, line.foreseen, line.code, line.into_code, line.outcome, line.reason,
    undo.fate as undo_fate, undo.reason as undo_reason
  from import join import_row line on line.import_no = import.no
    left join import_undo undo on undo.import_no = line.import_no and undo.at = line.at
  where import.no = $1 and line.at > $2`;

/** $1 number of the import, $2 the last place before, $3 how many. */
export const listRows = statement<ImportRowRecord>(
  'import-list-rows',
  `${ROWS} order by line.at limit $3`,
);

/** The same; $4 fate. */
export const listRowsOfFate = statement<ImportRowRecord>(
  'import-list-rows-of-fate',
  `${ROWS} and line.fate = $4 order by line.at limit $3`,
);

export const rowFates = columns({
  at: 'int',
  sheet: 'smallint',
  row: 'int',
  fate: 'import_fate',
  code: 'text',
  into_code: 'text',
  outcome: 'text',
  reason: 'text',
});

const atRest = rowFates.count + 1;

/**
 * Stores fates, counts them, and moves on to `place`, all or nothing. A row that has its fate
 * keeps it. After the arrays: the import's number, that of its dry run, the place (null: as it is).
 */
export const storeFates = statement(
  'import-store-fates',
  `with added as (
     insert into import_row (import_no, at, sheet, row, fate, foreseen, code, into_code, outcome,
       reason)
     select $${atRest}::int, given.at, given.sheet, given.row, given.fate,
       case when dry.fate <> given.fate then dry.fate end, given.code, given.into_code,
       given.outcome, given.reason
     from ${rowFates.unnest('given', 1)}
       left join import_row dry on dry.import_no = $${atRest + 1}::int and dry.at = given.at
     on conflict do nothing
     returning fate, foreseen
   ), counted as (
     select count(*) filter (where fate = 'created') as created,
       count(*) filter (where fate = 'linked') as linked,
       count(*) filter (where fate = 'same') as same,
       count(*) filter (where fate = 'conflict') as conflict,
       count(*) filter (where fate = 'refused') as refused,
       count(foreseen) as changed
     from added
   )
   update import set place = coalesce($${atRest + 2}::bigint, place),
     created_rows = created_rows + counted.created, linked_rows = linked_rows + counted.linked,
     same_rows = same_rows + counted.same, conflict_rows = conflict_rows + counted.conflict,
     refused_rows = refused_rows + counted.refused, changed_rows = changed_rows + counted.changed
   from counted where no = $${atRest}::int`,
);

/** $1 number of the import, $2 places. */
export const findFates = statement<{ at: number }>(
  'import-find-fates',
  'select at from import_row where import_no = $1 and at = any($2::int[])',
);

/** $1 number. */
export const updateToRunning = statement(
  'import-update-to-running',
  `update import set state = 'running', started_at = coalesce(started_at, now()) where no = $1`,
);

/** $1 number, $2 rows, $3 what reading found. */
export const updateToRead = statement(
  'import-update-to-read',
  `update import set row_count = $2, outline = $3::jsonb, place = 0 where no = $1`,
);

/** $1 number. */
export const findOutline = statement<{ outline: Outline | null }>(
  'import-find-outline',
  'select outline from import where no = $1',
);

/** $1 number, $2 state, $3 fault. */
export const updateToEnded = statement(
  'import-update-to-ended',
  'update import set state = $2, fault = $3, finished_at = now() where no = $1',
);

/** $1 number, $2 how many. Nothing comes back when no more are there. */
export const deleteSomeFates = statement<{ at: number }>(
  'import-delete-some-fates',
  `delete from import_row where import_no = $1
     and at in (select at from import_row where import_no = $1 limit $2)
   returning at`,
);

/** $1 number. */
export const updateToBegin = statement(
  'import-update-to-begin',
  `update import set place = 0, created_rows = 0, linked_rows = 0, same_rows = 0,
     conflict_rows = 0, refused_rows = 0, changed_rows = 0
   where no = $1`,
);

/** $1 folder. Those that nobody works on at this moment. */
export const findWaiting = statement<{ id: string }>(
  'import-find-waiting',
  `select id from import where folder = $1 and state in ('queued', 'running')
     and pg_try_advisory_xact_lock(hashtext('import'), no)
   order by no`,
);

/** $1 id. Whether nobody else works on it; the lock is the connection's. */
export const lockImport = statement<{ is_locked: boolean }>(
  'import-lock',
  `select pg_try_advisory_lock(hashtext('import'), no) as is_locked from import where id = $1`,
);

/** $1 id. */
export const unlockImport = statement<{ is_unlocked: boolean }>(
  'import-unlock',
  `select pg_advisory_unlock(hashtext('import'), no) as is_unlocked from import where id = $1`,
);

/** $1 user: what they may now. */
export const findImporter = statement<{
  username: string;
  role: 'admin' | 'biller' | 'dispatcher';
  is_active: boolean;
  area_id: number | null;
}>('import-find-importer', 'select username, role, is_active, area_id from app_user where id = $1');

/** $1 folder: of all imports. */
export const updateFolder = statement(
  'import-update-folder',
  'update import set folder = $1 where folder <> $1',
);

/** $1 folder, $2 days. Imports whose file is not needed any more. */
export const findOld = statement<{ id: string }>(
  'import-find-old',
  `select id from import where folder = $1 and state not in ('queued', 'running')
     and finished_at < now() - make_interval(days => $2)`,
);
