import { columns } from '../db/columns.ts';
import { statement } from '../db/statement.ts';

export type Resolution = 'minute' | 'hour';

export const historyRows = columns({
  resolution: 'text',
  at: 'timestamptz',
  instance: 'text',
  name: 'text',
  seconds: 'int',
  figures: 'jsonb',
  latency: 'bytea',
});

/** An hour is written again each minute, until it is over. */
export const upsertHistory = statement(
  'history-upsert',
  `insert into performance_history (resolution, at, instance, name, seconds, figures, latency)
   select * from ${historyRows.unnest('row', 1)}
   on conflict (resolution, at, instance) do update
   set seconds = excluded.seconds, figures = excluded.figures, latency = excluded.latency`,
);

export interface HistoryRow {
  readonly at: string;
  readonly instance: string;
  readonly name: string;
  readonly seconds: number;
  readonly figures: unknown;
  readonly latency: Buffer;
}

/** $1 resolution, $2 from (included), $3 to (not); in the order of time. */
export const listHistory = statement<HistoryRow>(
  'history-list',
  `select at, instance, name, seconds, figures, latency from performance_history
   where resolution = $1 and at >= $2 and at < $3
   order by at, instance`,
);

/** $1 days of minutes, $2 days of hours. */
export const deleteOldHistory = statement(
  'history-delete-old',
  `delete from performance_history
   where (resolution = 'minute' and at < now() - make_interval(days => $1))
      or (resolution = 'hour' and at < now() - make_interval(days => $2))`,
);

/** A statement's plan for whatever values; it is planned, and not run. */
export function explainText(text: string): string {
  return `explain (generic_plan, costs, settings) ${text}`;
}
