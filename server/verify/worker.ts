import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { openDatabase } from '../db/database.ts';
import { makeLogger } from '../log.ts';
import type { WorkerInput, WorkerMessage } from './runs.ts';
import { verify } from './verify.ts';

/**
 * Verifies in a thread of its own, so that no request waits for a bag's history to be replayed, and
 * works only half of the time. A lock in the database lets one process do it at a time.
 */

const STATEMENT_TIMEOUT_MS = 12 * 60 * 60 * 1_000;
const PAUSE_MS_MAX = 1_000;

const input: WorkerInput = workerData;
const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

const holder = new pg.Client({ ...input.primary, application_name: 'traitortrack verify lock' });
// The lock goes with its connection, which is noticed by nobody: another run does no harm.
holder.on('error', () => undefined);
await holder.connect();
const { rows } = await holder.query<{ is_mine: boolean }>(
  `select pg_try_advisory_lock(hashtext('verify')) as is_mine`,
);
if (rows[0]?.is_mine) {
  tell({ kind: 'started' });
  tell({ kind: 'done', verification: await run() });
} else {
  tell({ kind: 'busy' });
}
await holder.end();

async function run() {
  const db = openDatabase({
    connection: input.lists,
    name: 'verify',
    connectionsMax: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log: makeLogger(input.logLevel),
  });
  let resumedAt = performance.now();
  const pause = async (): Promise<void> => {
    await sleep(Math.min(performance.now() - resumedAt, PAUSE_MS_MAX));
    resumedAt = performance.now();
  };
  return verify(db, () => undefined, pause).finally(() => db.close());
}
