import { statement } from '../db/statement.ts';

export interface DayRow {
  readonly day: string;
  readonly now_ms: number;
  readonly start_ms: number;
  readonly end_ms: number;
}

/** $1 the site's time zone. Its day by the database's clock, which is the ledger's. */
export const findDay = statement<DayRow>(
  'today-find-day',
  `select to_char(start, 'YYYY-MM-DD') as day,
     (extract(epoch from now()) * 1000)::bigint as now_ms,
     (extract(epoch from start at time zone $1) * 1000)::bigint as start_ms,
     (extract(epoch from (start + interval '1 day') at time zone $1) * 1000)::bigint as end_ms
   from date_trunc('day', now() at time zone $1) as start`,
);

/** Scans of one hour, area, station and person. */
export interface CountRow {
  readonly is_settled: boolean;
  readonly hour: number;
  readonly area_id: number;
  readonly station: string | null;
  readonly user_id: number;
  readonly packed: number;
  readonly billed: number;
  readonly refused: number;
  readonly scans: number;
  readonly last_ms: number;
}

/**
 * $1 start of the day, $2 from, $3 to, $4 until when nothing is added any more, in milliseconds;
 * $5 to $7 outcomes that pack, that bill, that refuse. Reads the scans of the period and no others.
 */
export const countScans = statement<CountRow>(
  'today-count-scans',
  `select received_at < to_timestamp($4 / 1000.0) as is_settled,
     floor((extract(epoch from received_at) * 1000 - $1::bigint) / 3600000)::int as hour,
     coalesce(area_id, 0::smallint) as area_id, station, user_id,
     count(*) filter (where outcome = any($5::text[])) as packed,
     count(*) filter (where outcome = any($6::text[])) as billed,
     count(*) filter (where outcome = any($7::text[])) as refused,
     count(*) as scans,
     (extract(epoch from max(received_at)) * 1000)::bigint as last_ms
   from scan
   where received_at >= to_timestamp($2 / 1000.0) and received_at < to_timestamp($3 / 1000.0)
   group by 1, 2, 3, 4, 5`,
);
