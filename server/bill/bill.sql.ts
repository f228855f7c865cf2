import { statement } from '../db/statement.ts';

/** Statements on bills. Scanning changes bills as well, through `server/scan/scan.sql.ts`. */

/** A bill's own row, in the words of the contract; `createdBy` is the user's number. */
export interface BillRow {
  code: string;
  status: 'new' | 'processing' | 'completed';
  target: number;
  dealer: string | null;
  destination: string | null;
  vehicle: string | null;
  description: string | null;
  parentCount: number;
  createdBy: number;
  createdAt: string;
  completedAt: string | null;
  version: number;
}

const BILL_COLUMNS = `code, status, target, dealer, destination, vehicle, description,
  parent_count as "parentCount", created_by as "createdBy", created_at as "createdAt",
  completed_at as "completedAt", version`;

/** What lies on a bill, of one product. */
interface Content {
  parentCount: number;
  childCount: number;
  unitWeightG: number;
  expectedWeightG: number;
}

export interface ListedBillRow extends BillRow {
  contents: Content[];
}

/** A listed bill: its row, and what lies on it by product. */
export const LISTED_COLUMNS = `${BILL_COLUMNS}, (
    select coalesce(json_agg(json_build_object('parentCount', content.parent_count,
      'childCount', content.child_count, 'unitWeightG', product.unit_weight_g,
      'expectedWeightG', product.expected_weight_g)), '[]')
    from bill_content content join product on product.id = content.product_id
    where content.bill_code = bill.code
  ) as contents`;

/** $1 code. */
export const findListedBill = statement<ListedBillRow>(
  'bill-find-listed',
  `select ${LISTED_COLUMNS} from bill where code = $1`,
);

export interface ShownBillRow extends ListedBillRow {
  parents: {
    code: string;
    product: string;
    childCount: number;
    capacity: number;
    isSealed: boolean;
    unitWeightG: number;
    expectedWeightG: number;
  }[];
}

/** $1 code. One statement, so that parents, counts and weights are of one moment. */
export const findBill = statement<ShownBillRow>(
  'bill-find',
  `select ${LISTED_COLUMNS}, (
     select coalesce(json_agg(json_build_object('code', bag.code, 'product', product.name,
       'childCount', bag.child_count, 'capacity', bag.capacity, 'isSealed', bag.is_sealed,
       'unitWeightG', product.unit_weight_g, 'expectedWeightG', product.expected_weight_g)
       order by bag.billed_at, bag.billed_place, bag.code), '[]')
     from bag join product on product.id = bag.product_id
     where bag.bill_code = bill.code
   ) as parents
   from bill where code = $1`,
);

/** $1 code. Scans of what is on the bill wait for this transaction, or make it wait. */
export const lockBill = statement<BillRow>(
  'bill-lock',
  `select ${BILL_COLUMNS} from bill where code = $1 for no key update`,
);

/** $1 code, $2 target, $3 dealer, $4 destination, $5 vehicle, $6 description, $7 user. */
export const insertBill = statement(
  'bill-insert',
  `insert into bill (code, target, dealer, destination, vehicle, description, created_by)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);

/** $1 code. */
export const findRetiredCode = statement<{ code: string }>(
  'bill-find-retired-code',
  'select code from retired_bill_code where code = $1',
);

/** $1 codes. Those that are or were a bill's. */
export const findTakenCodes = statement<{ code: string; is_retired: boolean }>(
  'bill-find-taken-codes',
  `select code, false as is_retired from bill where code = any($1::text[])
   union all
   select code, true from retired_bill_code where code = any($1::text[])`,
);

/** $1 code, $2 target, $3 dealer, $4 destination, $5 vehicle, $6 description. */
export const updateBill = statement(
  'bill-update',
  `update bill set target = $2, dealer = $3, destination = $4, vehicle = $5, description = $6,
     version = version + 1
   where code = $1`,
);

/**
 * $1 code, $2 whether it is completed. Either way the row is a new version, so that a batch of
 * scans that was decided on the old one is decided again.
 */
export const updateCompletion = statement(
  'bill-update-completion',
  `update bill set
     status = case when $2 then 'completed'::bill_status else 'processing' end,
     completed_at = case when $2 then now() end
   where code = $1`,
);

/** $1 code. */
export const deleteBill = statement('bill-delete', 'delete from bill where code = $1');

/** $1 code, $2 user. */
export const insertRetiredCode = statement(
  'bill-insert-retired-code',
  'insert into retired_bill_code (code, deleted_by) values ($1, $2)',
);

/** $1 writer, $2 the site's time zone, $3 to $5 changes of new, processing and completed bills. */
export const countBills = statement(
  'bill-count',
  `insert into tally as old (writer, day, bills_new, bills_processing, bills_completed)
   values ($1, (now() at time zone $2)::date, $3, $4, $5)
   on conflict (writer, day) do update set
     bills_new = old.bills_new + excluded.bills_new,
     bills_processing = old.bills_processing + excluded.bills_processing,
     bills_completed = old.bills_completed + excluded.bills_completed`,
);

export interface SummaryRow {
  from: string;
  to: string;
  status: BillRow['status'] | null;
  userId: number | null;
  billCount: number;
  parentCount: number;
  childCount: number;
  expectedWeightG: number;
  actualWeightG: number;
}

/**
 * $1 from, $2 to, $3 the site's time zone. Without `to` the period ends with the site's today,
 * without `from` it begins with the day that it ends in. A row for each status and user, and one
 * without them when the period has no bill.
 */
export const sumBills = statement<SummaryRow>(
  'bill-sum',
  `with period as (
     select
       coalesce($1::timestamptz, date_trunc('day',
         coalesce($2::timestamptz - interval '1 microsecond', now()), $3)) as from_at,
       coalesce($2::timestamptz,
         (date_trunc('day', now(), $3) at time zone $3 + interval '1 day') at time zone $3) as to_at
   )
   select period.from_at as "from", period.to_at as "to", bill.status,
     bill.created_by as "userId", count(bill.code) as "billCount",
     coalesce(sum(content.parents), 0)::bigint as "parentCount",
     coalesce(sum(content.children), 0)::bigint as "childCount",
     coalesce(sum(content.expected_g), 0)::bigint as "expectedWeightG",
     coalesce(sum(content.actual_g), 0)::bigint as "actualWeightG"
   from period
     left join bill on bill.created_at >= period.from_at and bill.created_at < period.to_at
     left join lateral (
       select sum(on_bill.parent_count) as parents, sum(on_bill.child_count) as children,
         sum(on_bill.parent_count::bigint * product.expected_weight_g) as expected_g,
         sum(on_bill.child_count::bigint * product.unit_weight_g) as actual_g
       from bill_content on_bill join product on product.id = on_bill.product_id
       where on_bill.bill_code = bill.code
     ) content on true
   group by period.from_at, period.to_at, bill.status, bill.created_by`,
);
