import type { Bag, Bill } from '#domain/scan/state.ts';
import { columns } from '../db/columns.ts';
import { statement } from '../db/statement.ts';

/** Statements of working on an import: what is known, what a dry run foresees, what came after. */

/** $1 codes, $2 user, $3 since when. Bags that are no work of this import. */
export const findKnownBags = statement<{ code: string }>(
  'import-find-known-bags',
  `select code from bag where code = any($1::text[])
     and not (created_by = $2 and created_at >= $3::timestamptz)`,
);

/** The same of bills. */
export const findKnownBills = statement<{ code: string }>(
  'import-find-known-bills',
  `select code from bill where code = any($1::text[])
     and not (created_by = $2 and created_at >= $3::timestamptz)`,
);

/** $1 codes, $2 outcomes that change something. The scan that registered each packet. */
export const findRegistering = statement<{ code: string; id: string }>(
  'import-find-registering',
  `select distinct on (code) code, id from scan
   where code = any($1::text[]) and outcome = any($2::text[])
   order by code, seq`,
);

/** $1 number of the import, $2 keys. */
export const findForeseen = statement<{ key: string; value: Bag | Bill }>(
  'import-find-foreseen',
  'select key, value from import_foreseen where import_no = $1 and key = any($2::text[])',
);

export const foreseen = columns({ key: 'text', value: 'text' });

/** The arrays, then the number of the import. */
export const storeForeseen = statement(
  'import-store-foreseen',
  `insert into import_foreseen (import_no, key, value)
   select $${foreseen.count + 1}::int, key, value::jsonb from ${foreseen.unnest('given', 1)}
   on conflict (import_no, key) do update set value = excluded.value`,
);

/** $1 number of the import, $2 how many. Nothing comes back when no more are there. */
export const deleteSomeForeseen = statement<{ key: string }>(
  'import-delete-some-foreseen',
  `delete from import_foreseen where import_no = $1
     and key in (select key from import_foreseen where import_no = $1 limit $2)
   returning key`,
);

export interface UndoneRow {
  at: number;
  fate: 'created' | 'linked';
  code: string;
  into_code: string | null;
  outcome: string;
}

/** $1 number of the import, $2 the place to go down from, $3 how many. */
export const listChanges = statement<UndoneRow>(
  'import-list-changes',
  `select at, fate, code, into_code, outcome from import_row
   where import_no = $1 and at <= $2 and fate in ('created', 'linked')
   order by at desc limit $3`,
);

export const undoneScans = columns({ id: 'uuid', code: 'text', into_code: 'text' });

export interface LaterScanRow {
  id: string;
  code: string;
  outcome: string;
  user_id: number;
  bill_code: string | null;
  parent_code: string | null;
}

/**
 * The arrays; then the outcomes that change a bag, those that change the parent it lies in, and a
 * pattern of the ids of the import's own scans. For each scan the first by somebody else that has
 * changed its bag since, or the parent that it was packed into.
 */
export const findLaterScans = statement<LaterScanRow>(
  'import-find-later-scans',
  `select own.id, later.code, later.outcome, later.user_id, later.bill_code, later.parent_code
   from ${undoneScans.unnest('given', 1)}
     join scan own on own.id = given.id
     join lateral (
       select code, outcome, user_id, bill_code, parent_code from scan
       where ((code = given.code and outcome = any($${undoneScans.count + 1}::text[]))
           or (code = given.into_code and outcome = any($${undoneScans.count + 2}::text[])))
         and seq > own.seq and id::text not like $${undoneScans.count + 3}
       order by seq limit 1
     ) later on true`,
);

export const undoFates = columns({ at: 'int', fate: 'undo_fate', reason: 'text' });

/** The arrays, then the number of the import and the place to go on from. */
export const storeUndone = statement(
  'import-store-undone',
  `with added as (
     insert into import_undo (import_no, at, fate, reason)
     select $${undoFates.count + 1}::int, at, fate, reason from ${undoFates.unnest('given', 1)}
     on conflict do nothing
     returning fate
   ), counted as (
     select count(*) filter (where fate = 'undone') as undone,
       count(*) filter (where fate = 'kept') as kept,
       count(*) filter (where fate = 'refused') as refused
     from added
   )
   update import set undo_place = $${undoFates.count + 2}::int,
     undone_rows = undone_rows + counted.undone, kept_rows = kept_rows + counted.kept,
     unmoved_rows = unmoved_rows + counted.refused
   from counted where no = $${undoFates.count + 1}::int`,
);
