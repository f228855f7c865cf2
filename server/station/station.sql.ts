import { columns } from '../db/columns.ts';
import { statement } from '../db/statement.ts';

export const stationStates = columns({
  area_id: 'smallint',
  station: 'text',
  user_id: 'int',
  waiting: 'int',
  oldest_waiting_at: 'timestamptz',
  clock_skew_ms: 'int',
  seen_at: 'timestamptz',
});

/** Another process may have heard of the same station later. */
export const upsertStationStates = statement(
  'station-upsert-states',
  `insert into station_state as known
     (area_id, station, user_id, waiting, oldest_waiting_at, clock_skew_ms, seen_at)
   select * from ${stationStates.unnest('row', 1)}
   on conflict (area_id, station) do update
   set user_id = excluded.user_id, waiting = excluded.waiting,
     oldest_waiting_at = excluded.oldest_waiting_at, clock_skew_ms = excluded.clock_skew_ms,
     seen_at = excluded.seen_at
   where known.seen_at < excluded.seen_at`,
);

export const stationMinutes = columns({
  minute: 'timestamptz',
  area_id: 'smallint',
  station: 'text',
  user_id: 'int',
  scans: 'int',
  refused: 'int',
});

export const addStationMinutes = statement(
  'station-add-minutes',
  `insert into station_minute as known (minute, area_id, station, user_id, scans, refused)
   select * from ${stationMinutes.unnest('row', 1)}
   on conflict (minute, area_id, station, user_id) do update
   set scans = known.scans + excluded.scans, refused = known.refused + excluded.refused`,
);

/** $1 days that a silent station is remembered, $2 hours that minutes are kept. */
export const deleteOldStations = statement(
  'station-delete-old',
  `with minutes as (
     delete from station_minute where minute < now() - make_interval(hours => $2)
   )
   delete from station_state where seen_at < now() - make_interval(days => $1)`,
);

export interface StationRow {
  readonly area_id: number;
  readonly station: string;
  readonly user_id: number | null;
  readonly waiting: number | null;
  readonly oldest_waiting_at: string | null;
  readonly clock_skew_ms: number | null;
  readonly seen_at: string | null;
  readonly people: readonly {
    readonly user_id: number;
    readonly scans: number;
    readonly recent: number;
    readonly refused: number;
  }[];
}

/** $1 the only area, or null for all. Both tables are small: no bag, no scan is read. */
export const listStations = statement<StationRow>(
  'station-list',
  `select area_id, station, state.user_id, waiting, oldest_waiting_at, clock_skew_ms,
     greatest(seen_at, scanned_at) as seen_at, coalesce(people, '[]') as people
   from (select * from station_state where seen_at > now() - interval '1 day') as state
   full join (
     select area_id, station, max(last_minute) as scanned_at,
       json_agg(json_build_object('user_id', user_id, 'scans', scans, 'recent', recent,
         'refused', refused) order by scans desc) as people
     from (
       select area_id, station, user_id, max(minute) as last_minute, sum(scans) as scans,
         coalesce(sum(scans) filter (where minute > now() - interval '5 minutes'), 0) as recent,
         sum(refused) as refused
       from station_minute where minute > now() - interval '15 minutes'
       group by area_id, station, user_id
     ) as person
     group by area_id, station
   ) as activity using (area_id, station)
   where $1::smallint is null or area_id = $1
   order by area_id, station
   limit 1000`,
);

/** What is wrong with one station: its name, its area, and how much of it. */
export interface StationTroubleRow {
  readonly area_id: number;
  readonly station: string;
  readonly value: number;
}

/** Ages in seconds. A device that went silent with scans on it still has them. */
export const listUnsentScans = statement<StationTroubleRow>(
  'station-list-unsent',
  `select area_id, station, extract(epoch from now() - oldest_waiting_at)::float8 as value
   from station_state
   where oldest_waiting_at is not null and seen_at > now() - interval '12 hours'`,
);

/** $1 seconds, $2 the scans that a share needs. In percent. */
export const listRefusedShares = statement<StationTroubleRow>(
  'station-list-refused',
  `select area_id, station, (100.0 * sum(refused) / sum(scans))::float8 as value
   from station_minute where minute > now() - make_interval(secs => $1)
   group by area_id, station having sum(scans) >= $2`,
);
