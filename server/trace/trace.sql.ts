import { BAG_COLUMNS, type BagRow } from '../bag/answer.ts';
import { statement } from '../db/statement.ts';

export interface TracedRow extends BagRow {
  bill_status: 'new' | 'processing' | 'completed' | null;
  dealer: string | null;
  destination: string | null;
  vehicle: string | null;
  completed_at: string | null;
}

/** $1 codes; their bags and the parents of those, each with its bill. */
export const findTraced = statement<TracedRow>(
  'trace-find',
  `with named as materialized (
     select code, parent_code from bag where code = any($1::text[])
   ), wanted as materialized (
     select code from named
     union
     select parent_code from named where parent_code is not null
   )
   select ${BAG_COLUMNS}, bill.status as bill_status, bill.dealer, bill.destination,
     bill.vehicle, bill.completed_at
   from wanted
     join bag on bag.code = wanted.code
     left join bag packed_in on packed_in.code = bag.parent_code
     left join bill on bill.code = coalesce(bag.bill_code, packed_in.bill_code)`,
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
