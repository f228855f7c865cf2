import type { Database } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { takeInCodes } from './searchable.ts';
import { takeFromStock } from './stock.ts';

/** Above so many scans a second all that follows them waits for a quieter time. */
const QUIET_SCANS_PER_SECOND = 1_000;
/** But no more than these: to look through so many takes a search some 10 ms. */
const WAITING_SCANS_MAX = 50_000;
/** After the last scan: codes are taken in when they are some seconds old. */
const AFTER_WORK_MS = 60_000;

/** What follows the scans, and what it is to somebody who reads the log. */
const WORKS: readonly (readonly [work: Work, fault: string])[] = [
  [takeInCodes, 'new codes could not be made searchable'],
  [takeFromStock, 'packets on bills could not be taken off the shelves of the stock'],
];

type Work = (db: Database, stopping: AbortSignal) => Promise<void>;

/**
 * Writes what lists and searches are found by and scanning does not wait for: the codes of new bags
 * (docs/decisions/0010-the-search-index-follows.md), and that packets are on a bill
 * (0006-lists-walk-shelves.md). It happens a few seconds later, when few people scan; until then
 * lists look through what it has not reached.
 * @returns a function that stops it.
 */
export function startFollowing(
  { db, log, scans }: Pick<Deps, 'db' | 'log' | 'scans'>,
  intervalMs: number,
): () => Promise<void> {
  const stopping = new AbortController();
  const isDue = makeTurns(() => scans.load.batchedScans, intervalMs);
  const running = new Map<Work, Promise<void>>();
  const turn = () => {
    if (!isDue(performance.now())) return;
    for (const [work, fault] of WORKS) {
      if (running.has(work)) continue;
      const ended = work(db, stopping.signal)
        .catch((error) => log.warn({ err: error }, fault))
        .finally(() => running.delete(work));
      running.set(work, ended);
    }
  };
  turn();
  const timer = setInterval(turn, intervalMs).unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await Promise.all(running.values());
  };
}

/**
 * Whether it is time to follow: at the start, and when scans were recorded, once few are or
 * many wait.
 * @param countScans all that this process has recorded.
 */
export function makeTurns(
  countScans: () => number,
  intervalMs: number,
): (nowMs: number) => boolean {
  const quietScans = (QUIET_SCANS_PER_SECOND * intervalMs) / 1_000;
  let seen = countScans();
  let waiting = 0;
  let workedAtMs = Number.NEGATIVE_INFINITY;
  let isFirst = true;
  return (nowMs) => {
    const scans = countScans() - seen;
    seen += scans;
    waiting += scans;
    if (scans > 0) workedAtMs = nowMs;
    if (scans > quietScans && waiting < WAITING_SCANS_MAX) return false;
    const isDue = isFirst || nowMs - workedAtMs < AFTER_WORK_MS;
    isFirst = false;
    if (isDue) waiting = 0;
    return isDue;
  };
}
