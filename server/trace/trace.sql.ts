import { BAG_COLUMNS, type BagRow } from '../bag/answer.ts';
import { statement } from '../db/statement.ts';

/** A bag, the parent that it is packed in and the bill that it goes out on, where there are. */
export interface TracedRow extends BagRow {
  parent_is_void: boolean | null;
  parent_created_at: string;
  parent_created_by: number;
  parent_area_id: number | null;
  parent_product_id: number | null;
  parent_capacity: number | null;
  parent_child_count: number | null;
  parent_is_sealed: boolean | null;
  parent_lot: string | null;
  parent_label_date: string | null;
  bill_status: 'new' | 'processing' | 'completed' | null;
  dealer: string | null;
  destination: string | null;
  vehicle: string | null;
  completed_at: string | null;
}

/** $1 codes. Of each all in one row: bag, parent and bill are looked up once. */
export const findTraced = statement<TracedRow>(
  'trace-find',
  `select ${BAG_COLUMNS}, packed_in.is_void as parent_is_void,
     packed_in.created_at as parent_created_at, packed_in.created_by as parent_created_by,
     packed_in.area_id as parent_area_id, packed_in.product_id as parent_product_id,
     packed_in.capacity as parent_capacity, packed_in.child_count as parent_child_count,
     packed_in.is_sealed as parent_is_sealed, packed_in.lot as parent_lot,
     packed_in.label_date as parent_label_date, bill.status as bill_status, bill.dealer,
     bill.destination, bill.vehicle, bill.completed_at
   from bag
     left join bag packed_in on packed_in.code = bag.parent_code
     left join bill on bill.code = coalesce(bag.bill_code, packed_in.bill_code)
   where bag.code = any($1::text[])`,
);

export interface TimelineRow {
  code: string;
  scanned_at: string;
  received_at: string;
  action: string;
  outcome: string;
  user_id: number;
  station: string | null;
  parent_code: string | null;
  bill_code: string | null;
}

/** $1 codes, $2 how many scans of each at most; newest first. */
export const listTimelines = statement<TimelineRow>(
  'trace-list-timelines',
  `select scan.* from unnest($1::text[]) as wanted (code) cross join lateral (
     select code, scanned_at, received_at, action, outcome, user_id, station,
       coalesce(parent_code, other_parent_code) as parent_code,
       coalesce(bill_code, other_bill_code) as bill_code
     from scan where scan.code = wanted.code
     order by seq desc limit $2
   ) scan`,
);
