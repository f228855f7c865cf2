import { statement } from '../db/statement.ts';

export interface RunRow {
  readonly id: number;
  readonly started_at: string;
  readonly asked_by: number | null;
  readonly finished_at: string | null;
  readonly bags: number | null;
  readonly scans: number | null;
  readonly bills: number | null;
  readonly audit_entries: number | null;
  readonly differences: number | null;
  readonly sentences: readonly string[] | null;
  readonly failure: string | null;
}

const COLUMNS = `id, started_at, asked_by, finished_at, bags, scans, bills, audit_entries,
  differences, sentences, failure`;

export const listRuns = statement<RunRow>(
  'verify-list-runs',
  `select ${COLUMNS} from verify_run order by started_at desc, id desc limit 30`,
);

/** $1 who asked. A run whose process has died is ended here: whoever begins one has the lock. */
export const insertRun = statement<RunRow>(
  'verify-insert-run',
  `with lost as (
     update verify_run set finished_at = now(), failure = 'The server stopped'
     where finished_at is null
   )
   insert into verify_run (asked_by) values ($1) returning ${COLUMNS}`,
);

/** $1 id, then what was found, or why nothing was. */
export const finishRun = statement(
  'verify-finish-run',
  `update verify_run set finished_at = now(), bags = $2, scans = $3, bills = $4,
     audit_entries = $5, differences = $6, sentences = $7::jsonb, failure = $8
   where id = $1`,
);

/** Of the last one that came to an end; one that failed counts as a difference. */
export const findLastResult = statement<{ readonly differences: number }>(
  'verify-find-last-result',
  `select case when failure is null then coalesce(differences, 0) else 1 end as differences
   from verify_run where finished_at is not null and failure is distinct from 'The server stopped'
   order by started_at desc, id desc limit 1`,
);

/** $1 time zone. How long ago the last began, null for none, and the site's hour. */
export const readClock = statement<{
  readonly hour: number;
  readonly seconds_ago: number | null;
}>(
  'verify-read-clock',
  `select extract(hour from now() at time zone $1)::int as hour,
     extract(epoch from now() - (select max(started_at) from verify_run))::float8 as seconds_ago`,
);
