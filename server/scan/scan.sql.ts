import { columns } from '../db/columns.ts';
import { statement } from '../db/statement.ts';

/** Statements of recording: read what a batch names, then write what was decided. */

export interface BagRow {
  code: string;
  kind: 'parent' | 'child';
  is_void: boolean;
  area_id: number | null;
  product_id: number | null;
  capacity: number | null;
  child_count: number | null;
  is_sealed: boolean | null;
  parent_code: string | null;
  bill_code: string | null;
  lot: string | null;
  label_date: string | null;
  version: string;
}

export const findNamedBags = statement<BagRow>(
  'scan-find-bags',
  `select code, kind, is_void, area_id, product_id, capacity, child_count, is_sealed,
     parent_code, bill_code, lot, label_date, xmin::text as version
   from bag where code = any($1::text[])`,
);

export interface BillRow {
  code: string;
  status: 'new' | 'processing' | 'completed';
  target: number;
  parent_count: number;
  version: string;
}

export const findNamedBills = statement<BillRow>(
  'scan-find-bills',
  `select code, status, target, parent_count, xmin::text as version
   from bill where code = any($1::text[])`,
);

export interface RecordedScanRow {
  id: string;
  user_id: number;
  action: string;
  outcome: string;
  code: string | null;
  raw: string | null;
  parent_code: string | null;
  bill_code: string | null;
  other_parent_code: string | null;
  other_bill_code: string | null;
}

export const findRecordedScans = statement<RecordedScanRow>(
  'scan-find-recorded',
  `select id, user_id, action, outcome, code, raw, parent_code, bill_code,
     other_parent_code, other_bill_code
   from scan where id = any($1::uuid[])`,
);

export const newBags = columns({
  code: 'text',
  kind: 'bag_kind',
  is_void: 'boolean',
  created_by: 'int',
  area_id: 'smallint',
  product_id: 'smallint',
  capacity: 'smallint',
  child_count: 'smallint',
  is_sealed: 'boolean',
  parent_code: 'text',
  packed_by: 'int',
  bill_code: 'text',
  billed_place: 'smallint',
  lot: 'text',
  label_date: 'date',
});

/** `packed_by` and `billed_place` are null where this batch did not pack or bill the bag. */
export const changedBags = columns({
  code: 'text',
  version: 'text',
  is_void: 'boolean',
  area_id: 'smallint',
  child_count: 'smallint',
  is_sealed: 'boolean',
  parent_code: 'text',
  packed_by: 'int',
  bill_code: 'text',
  billed_place: 'smallint',
  lot: 'text',
  label_date: 'date',
});

export const changedBills = columns({
  code: 'text',
  version: 'text',
  status: 'bill_status',
  parent_count: 'smallint',
});

/** By how much what lies on a bill, of one product, grew or shrank. */
export const contentChanges = columns({
  bill_code: 'text',
  product_id: 'smallint',
  parent_count: 'int',
  child_count: 'int',
});

export const ledgerEntries = columns({
  id: 'uuid',
  scanned_at: 'timestamptz',
  user_id: 'int',
  area_id: 'smallint',
  action: 'text',
  outcome: 'text',
  code: 'text',
  parent_code: 'text',
  bill_code: 'text',
  other_parent_code: 'text',
  other_bill_code: 'text',
  raw: 'text',
  station: 'text',
  reason: 'text',
  lot: 'text',
  label_date: 'date',
});

const atNewBags = 1;
const atChangedBags = atNewBags + newBags.count;
const atChangedBills = atChangedBags + changedBags.count;
const atContents = atChangedBills + changedBills.count;
const atLedger = atContents + contentChanges.count;
const atRest = atLedger + ledgerEntries.count;

/** Of a changed packet: one that stays where it lies is in stock if it was. */
const STAYS_IN_STOCK = `next.parent_code is not null
         and (bag.in_stock or next.parent_code is distinct from bag.parent_code)`;

/**
 * Writes a whole batch or nothing of it. A bag or bill that somebody changed since it was read
 * has another `xmin`: then fewer rows change than expected, the statement fails with 40001 and
 * the batch is decided again. A new bag or scan that somebody else recorded first fails on its
 * primary key, with the same end. After the arrays come the number of changed bags and bills, the
 * writer's number, the site's time zone and the changes of the totals. Answered is the version that
 * the written rows have now.
 */
export const writeBatch = statement<{ version: string }>(
  'scan-write-batch',
  `with inserted_bag as (
     insert into bag (code, kind, is_void, created_at, created_by, area_id, product_id, capacity,
       child_count, is_sealed, parent_code, packed_at, packed_by, bill_code, billed_at,
       billed_place, lot, label_date, in_stock, shelf)
     select code, kind, is_void, now(), created_by, area_id, product_id, capacity,
       child_count, is_sealed, parent_code, case when parent_code is not null then now() end,
       packed_by, bill_code, case when bill_code is not null then now() end,
       billed_place, lot, label_date, kind = 'parent' or parent_code is not null,
       bag_shelf(kind, area_id, product_id, bag_status(is_void, child_count, capacity, is_sealed),
         bill_code is null and parent_code is null, parent_code is not null)
     from ${newBags.unnest('new_bag', atNewBags)}
   ), updated_bag as (
     update bag set is_void = next.is_void, area_id = next.area_id,
       child_count = next.child_count, is_sealed = next.is_sealed,
       parent_code = next.parent_code,
       packed_at = case when next.parent_code is null then null
         when next.packed_by is null then bag.packed_at else now() end,
       packed_by = case when next.parent_code is null then null
         else coalesce(next.packed_by, bag.packed_by) end,
       bill_code = next.bill_code,
       billed_at = case when next.bill_code is null then null
         when next.billed_place is null then bag.billed_at else now() end,
       billed_place = case when next.bill_code is null then null
         else coalesce(next.billed_place, bag.billed_place) end,
       lot = next.lot, label_date = next.label_date,
       in_stock = bag.kind = 'parent' or (${STAYS_IN_STOCK}),
       shelf = bag_shelf(bag.kind, next.area_id, bag.product_id,
         bag_status(next.is_void, next.child_count, bag.capacity, next.is_sealed),
         next.bill_code is null and next.parent_code is null, ${STAYS_IN_STOCK})
     from ${changedBags.unnest('next', atChangedBags)}
     where bag.code = next.code and bag.xmin = next.version::xid
     returning 1
   ), updated_bill as (
     update bill set status = next.status, parent_count = next.parent_count
     from ${changedBills.unnest('next', atChangedBills)}
     where bill.code = next.code and bill.xmin = next.version::xid
     returning 1
   ), content as (
     insert into bill_content as old (bill_code, product_id, parent_count, child_count)
     select bill_code, product_id, parent_count, child_count
     from ${contentChanges.unnest('change', atContents)}
     on conflict (bill_code, product_id) do update set
       parent_count = old.parent_count + excluded.parent_count,
       child_count = old.child_count + excluded.child_count
   ), ledger as (
     insert into scan (id, scanned_at, user_id, area_id, action, outcome, code, parent_code,
       bill_code, other_parent_code, other_bill_code, raw, station, reason, lot, label_date)
     select id, coalesce(scanned_at, now()), user_id, area_id, action, outcome, code, parent_code,
       bill_code, other_parent_code, other_bill_code, raw, station, reason, lot, label_date
     from ${ledgerEntries.unnest('entry', atLedger)}
   ), counted as (
     insert into tally as old (writer, day, scans, parent_bags, child_bags,
       bills_new, bills_processing, bills_completed)
     values ($${atRest + 1}, (now() at time zone $${atRest + 2})::date, $${atRest + 3},
       $${atRest + 4}, $${atRest + 5}, $${atRest + 6}, $${atRest + 7}, 0)
     on conflict (writer, day) do update set
       scans = old.scans + excluded.scans,
       parent_bags = old.parent_bags + excluded.parent_bags,
       child_bags = old.child_bags + excluded.child_bags,
       bills_new = old.bills_new + excluded.bills_new,
       bills_processing = old.bills_processing + excluded.bills_processing
   )
   select expect_rows((select count(*) from updated_bag) + (select count(*) from updated_bill),
     $${atRest}), pg_current_xact_id()::xid::text as version`,
);

/** The packets of parents that were taken off their bills, after the batch that did so. */
export const putIntoStock = statement(
  'scan-put-into-stock',
  `update bag set in_stock = true, shelf = shelf + 2
   where parent_code = any($1::text[]) and not in_stock`,
);

export interface ReusedIdRow {
  id: string;
  user_id: number;
  action: string;
  raw: string;
}

export const reusedIds = columns({ id: 'uuid', user_id: 'int', action: 'text', raw: 'text' });

/** Somebody's use of a scan's id for another scan is kept, apart from the ledger. */
export const writeReusedIds = statement(
  'scan-write-reused-ids',
  `insert into reused_scan_id (id, user_id, action, raw)
   select id, user_id, action, raw from ${reusedIds.unnest('reused', 1)}`,
);
