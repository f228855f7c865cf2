import { OUTCOMES, toneOf } from '#domain/outcome.ts';
import type { Database } from '../db/database.ts';
import { type CountRow, countScans, type DayRow, findDay } from './today.sql.ts';

/** The site's day, and its scans by hour, area, station and person. */
export interface DayCounts {
  readonly day: string;
  readonly nowMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly counts: readonly Counted[];
}

export type Counted = Omit<CountRow, 'is_settled'>;

/** A scan is in the ledger this long after its time, or not at all: statements end before. */
const SETTLED_AFTER_MS = 30_000;
/** Read at once; a day that is read late is read in such pieces. */
const PIECE_MS = 3_600_000;

const PACKING = ['packed', 'packed_full', 'moved', 'moved_full'];
const BILLING = ['billed', 'billed_target'];
const REFUSING = OUTCOMES.filter((outcome) => toneOf(outcome, 'open') === 'error');

/**
 * Makes the function that counts the day's scans. What is older than half a minute is counted once
 * and kept, so that each counting reads the last half minute and what came since the one before.
 */
export function makeDayCounter(db: Database, timeZone: string): () => Promise<DayCounts> {
  let settled: Settled | null = null;
  return async () => {
    const [day] = await db.run(findDay, [timeZone]);
    if (day === undefined) throw new Error('there is always a day');
    const known: Settled =
      settled?.day === day.day ? settled : { day: day.day, untilMs: day.start_ms, counts: [] };
    const read = await readSince(db, day, known);
    settled = read.settled;
    return {
      day: day.day,
      nowMs: day.now_ms,
      startMs: day.start_ms,
      endMs: day.end_ms,
      counts: sum([...read.settled.counts, ...read.fresh]),
    };
  };
}

interface Settled {
  readonly day: string;
  /** Everything before is counted. */
  readonly untilMs: number;
  readonly counts: readonly Counted[];
}

async function readSince(
  db: Database,
  day: DayRow,
  known: Settled,
): Promise<{ readonly settled: Settled; readonly fresh: readonly Counted[] }> {
  const untilMs = Math.max(known.untilMs, day.now_ms - SETTLED_AFTER_MS);
  const rows: CountRow[] = [];
  for (let fromMs = known.untilMs; fromMs < day.end_ms; fromMs += PIECE_MS) {
    if (fromMs > day.now_ms) break;
    // Clocks that are set forward a little lose nothing: the last piece is open.
    const toMs = fromMs + PIECE_MS > day.now_ms ? day.end_ms : fromMs + PIECE_MS;
    const outcomes = [PACKING, BILLING, REFUSING];
    rows.push(...(await db.run(countScans, [day.start_ms, fromMs, toMs, untilMs, ...outcomes])));
  }
  const counts = sum([...known.counts, ...rows.filter(({ is_settled }) => is_settled)]);
  return {
    settled: { day: day.day, untilMs, counts },
    fresh: rows.filter(({ is_settled }) => !is_settled),
  };
}

/** One row for each hour, area, station and person. */
function sum(rows: readonly Counted[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const row of rows) {
    const { hour, area_id, user_id, station } = row;
    const key = `${hour} ${area_id} ${user_id} ${station === null ? '' : `at ${station}`}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? row : add(known, row));
  }
  return [...sums.values()];
}

function add(a: Counted, b: Counted): Counted {
  return {
    ...a,
    packed: a.packed + b.packed,
    billed: a.billed + b.billed,
    refused: a.refused + b.refused,
    scans: a.scans + b.scans,
    last_ms: Math.max(a.last_ms, b.last_ms),
  };
}
