import { statement } from '../db/statement.ts';

export interface StatsRow {
  parent_bags: number;
  child_bags: number;
  scans: number;
  scans_today: number;
  bills_new: number;
  bills_processing: number;
  bills_completed: number;
  users: number;
}

/** $1 the site's time zone. Sums the rows of all writers: some for each day, never the tables. */
export const sumTallies = statement<StatsRow>(
  'stats-sum-tallies',
  `select coalesce(sum(parent_bags), 0)::bigint as parent_bags,
     coalesce(sum(child_bags), 0)::bigint as child_bags,
     coalesce(sum(scans), 0)::bigint as scans,
     coalesce(sum(scans) filter (where day = (now() at time zone $1)::date), 0)::bigint
       as scans_today,
     coalesce(sum(bills_new), 0)::bigint as bills_new,
     coalesce(sum(bills_processing), 0)::bigint as bills_processing,
     coalesce(sum(bills_completed), 0)::bigint as bills_completed,
     (select count(*) from app_user where is_active and not is_key) as users
   from tally`,
);
