import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import * as sql from './searchable.sql.ts';

/** In pieces of some 10 ms, with twice as long between them: others work at the same time. */
const CODES_AT_ONCE = 500;
const REST_SHARE = 2;
/** Above so many scans a second the codes wait for a quieter time. */
const QUIET_SCANS_PER_SECOND = 1_000;
/** But no more than these: to look through so many takes a search some 10 ms. */
const WAITING_SCANS_MAX = 50_000;
/** After the last scan: codes are taken in when they are some seconds old. */
const AFTER_WORK_MS = 60_000;

/**
 * Takes the codes of new bags into the tables that parts of codes are searched in and that tell
 * where the codes of a time lie. Scanning knows nothing of it: it happens a few seconds later, when
 * few people scan; until then a search looks through the bags themselves
 * (docs/decisions/0010-the-search-index-follows.md).
 * @returns a function that stops it.
 */
export function startSearchable(
  { db, log, scans }: Pick<Deps, 'db' | 'log' | 'scans'>,
  intervalMs: number,
): () => Promise<void> {
  const stopping = new AbortController();
  const isDue = makeTurns(() => scans.load.batchedScans, intervalMs);
  let running: Promise<void> | null = null;
  const turn = () => {
    if (running !== null || !isDue(performance.now())) return;
    running = takeInCodes(db, stopping.signal)
      .catch((error) => log.warn({ err: error }, 'new codes could not be made searchable'))
      .finally(() => {
        running = null;
      });
  };
  turn();
  const timer = setInterval(turn, intervalMs).unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await running;
  };
}

/**
 * Whether it is time to take codes in: at the start, and when scans were recorded, once few are or
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

/** All codes that are old enough, piece by piece; nothing where another process does so. */
export async function takeInCodes(db: Database, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const startedAtMs = performance.now();
    if ((await takeInSome(db)) < CODES_AT_ONCE) return;
    await sleep((performance.now() - startedAtMs) * REST_SHARE);
  }
}

/** The time is settled before the codes are looked for: each statement sees what is there then. */
function takeInSome(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    if ((await tx.run(sql.lockPlace)).length === 0) return 0;
    const [settled] = await tx.run(sql.findSettled);
    const [added] = await tx.run(sql.addCodes, [settled?.at, CODES_AT_ONCE]);
    return added?.codes ?? 0;
  });
}
