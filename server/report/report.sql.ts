import { statement } from '../db/statement.ts';

/** Statements of the end-of-day report. */

/** $1 day, $2 the site's time zone. */
export const findPeriod = statement<{ from: string; to: string }>(
  'report-find-period',
  `select $1::date::timestamp at time zone $2 as "from",
     ($1::date + 1)::timestamp at time zone $2 as "to"`,
);

export interface WorkRow {
  area_id: number | null;
  user_id: number;
  action: string;
  outcome: string;
  scans: number;
}

/** $1 from, $2 to, $3 the only area besides none, or null for all. */
export const sumScans = statement<WorkRow>(
  'report-sum-scans',
  `select area_id, user_id, action, outcome, count(*) as scans from scan
   where received_at >= $1 and received_at < $2
     and ($3::smallint is null or area_id is null or area_id = $3)
   group by area_id, user_id, action, outcome`,
);

export interface LooseBillRow {
  code: string;
  status: 'new' | 'processing' | 'completed';
  dealer: string | null;
  parentCount: number;
  target: number;
  createdAt: string;
  total: number;
}

/**
 * $1 from, $2 to, $3 rows, $4 how many of a status are counted. Newest first, each with how many
 * there are in all. An index of its own would make each billing of a parent dearer.
 */
export const listBelowTarget = statement<LooseBillRow>(
  'report-list-below-target',
  `with found as (
     select open_bill.* from unnest(array['new', 'processing']::bill_status[]) as wanted
       cross join lateral (
         select * from bill
         where status = wanted and created_at < $2 and parent_count < target
         order by created_at desc, code desc limit $4
       ) open_bill
     union all
     select * from bill
     where completed_at >= $1 and completed_at < $2 and parent_count < target
   )
   select code, status, dealer, parent_count as "parentCount", target, created_at as "createdAt",
     count(*) over () as total
   from found order by created_at desc, code desc limit $3`,
);
