import type { Statistics, Stats } from '#contract/stats.ts';
import type { Database } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { type StatsRow, sumTallies } from './stats.sql.ts';

/** The totals as an answer, and as its text: it is made once for all who ask meanwhile. */
export interface StatsAnswer {
  readonly stats: Stats;
  readonly text: string;
}

/** Half of what an answer may be behind; the other half is for a slow query. */
const AGE_MS_MAX = 500;

interface Reading {
  readonly readAtMs: number;
  readonly statistics: Statistics;
  /** The answer but for its end, which differs from one to the next. */
  readonly beginning: string;
}

/**
 * Makes the function that tells the totals. They are read at most twice a second, once for all who
 * wait, and counted in the transactions that change them, so nothing is ever estimated.
 */
export function makeStats({ db, config, meter }: Deps): () => StatsAnswer | Promise<StatsAnswer> {
  const uses = meter.cache('stats');
  let last: Reading | null = null;
  let reading: { readonly startedAtMs: number; readonly result: Promise<Reading> } | null = null;
  const read = async (startedAtMs: number): Promise<Reading> => {
    const made = await readStatistics(db, config.timeZone, startedAtMs);
    // A reading that began earlier may end later.
    if (last === null || made.readAtMs > last.readAtMs) last = made;
    return made;
  };
  return () => {
    const now = performance.now();
    if (last !== null && now - last.readAtMs < AGE_MS_MAX) {
      uses.hits++;
      return answerOf(last, true);
    }
    uses.misses++;
    if (reading === null || now - reading.startedAtMs >= AGE_MS_MAX) {
      reading = { startedAtMs: now, result: read(now) };
    }
    return reading.result.then((made) => answerOf(made, false));
  };
}

async function readStatistics(db: Database, timeZone: string, readAtMs: number): Promise<Reading> {
  const [row] = await db.run(sumTallies, [timeZone]);
  if (row === undefined) throw new Error('sums are one row');
  const statistics = statisticsOf(row);
  const beginning = `{"success":true,"statistics":${JSON.stringify(statistics)}`;
  return { readAtMs, statistics, beginning };
}

function statisticsOf(row: StatsRow): Statistics {
  return {
    total_bags: row.parent_bags + row.child_bags,
    total_parent_bags: row.parent_bags,
    total_child_bags: row.child_bags,
    total_scans: row.scans,
    scans_today: row.scans_today,
    total_bills: row.bills_new + row.bills_processing + row.bills_completed,
    bills_by_status: {
      new: row.bills_new,
      processing: row.bills_processing,
      completed: row.bills_completed,
    },
    total_users: row.users,
  };
}

function answerOf({ readAtMs, statistics, beginning }: Reading, cached: boolean): StatsAnswer {
  const cache_age = cached ? Math.round(performance.now() - readAtMs) / 1_000 : 0;
  return {
    stats: { success: true, statistics, cached, cache_age },
    text: `${beginning},"cached":${cached},"cache_age":${cache_age}}`,
  };
}
