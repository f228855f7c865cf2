import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import type { VerifyRun } from '#contract/verify.ts';
import type { By } from '../audit/audit.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import * as sql from './runs.sql.ts';
import type { Verification } from './verify.ts';

/** What the thread is given, and what it tells. */
export interface WorkerInput {
  readonly primary: pg.ClientConfig;
  readonly lists: pg.ClientConfig;
  readonly logLevel: string;
}
export type WorkerMessage =
  | { readonly kind: 'busy' | 'started' }
  | { readonly kind: 'done'; readonly verification: Verification };

export interface VerifyRuns {
  /** @throws {CodedError} verify_running, database_away */
  start(by: By | null): Promise<VerifyRun>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

const WORKER = new URL('./worker.ts', import.meta.url);
const WORKER_MEMORY_MB_MAX = 512;
const CHECK_INTERVAL_MS = 60_000;
/** In the site's time: after the last shift, before the first. */
const NIGHT_HOURS = [2, 3, 4];
const HOUR_SECONDS = 3_600;
/** A nightly run begins so long after the one before. */
const PAUSE_SECONDS_MIN = 20 * HOUR_SECONDS;
/** Where the server is off at night, it is done by day rather than never. */
const PAUSE_SECONDS_MAX = 72 * HOUR_SECONDS;

/** Runs each night in one of the processes, and when somebody asks. */
export function openVerifyRuns(deps: Deps): VerifyRuns {
  const { db, log, config } = deps;
  const openedAtMs = Date.now();
  let worker: Worker | null = null;
  let ending: Promise<void> = Promise.resolve();
  const start = async (by: By | null): Promise<VerifyRun> => {
    if (worker !== null) throw alreadyRunning();
    const { primary, lists } = deps.connections;
    const input: WorkerInput = { primary, lists, logLevel: config.logLevel };
    const started = new Worker(WORKER, {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB_MAX },
    });
    worker = started;
    const end = new Promise<WorkerMessage | Error>((resolve) => {
      started.on('message', (message: WorkerMessage) => {
        if (message.kind !== 'started') resolve(message);
      });
      started.once('error', (error) => resolve(asError(error)));
      started.once('exit', () => resolve(new Error('The server stopped')));
    }).finally(() => {
      worker = null;
    });
    const first = await firstOf(started, end);
    if (first instanceof Error) throw first;
    if (first.kind === 'busy') throw alreadyRunning();
    const [row] = await db.run(sql.insertRun, [by?.person.userId ?? null]);
    if (row === undefined) throw new Error('a new run is one row');
    ending = end.then((result) => finish(deps, row.id, result));
    return shownOf(row, deps);
  };
  const check = async (): Promise<void> => {
    const [clock] = await db.run(sql.readClock, [config.timeZone]);
    const secondsAgo = clock?.seconds_ago ?? (Date.now() - openedAtMs) / 1_000;
    const isNight = clock !== undefined && NIGHT_HOURS.includes(clock.hour);
    const isFirst = clock?.seconds_ago === null;
    if (secondsAgo < PAUSE_SECONDS_MAX) {
      if (!isNight || (!isFirst && secondsAgo < PAUSE_SECONDS_MIN)) return;
    }
    await start(null);
  };
  const timer = setInterval(() => {
    check().catch((error) => {
      const isOther = error instanceof CodedError && error.code === 'verify_running';
      if (!isOther) log.warn({ err: error }, 'the nightly verify did not begin');
    });
  }, CHECK_INTERVAL_MS).unref();
  return {
    start,
    close: async () => {
      clearInterval(timer);
      await worker?.terminate();
      await ending;
    },
  };
}

function firstOf(worker: Worker, end: Promise<WorkerMessage | Error>) {
  const first = new Promise<WorkerMessage>((resolve) => worker.once('message', resolve));
  return Promise.race([first, end]);
}

async function finish({ db, log }: Deps, id: number, result: WorkerMessage | Error): Promise<void> {
  const found = !(result instanceof Error) && result.kind === 'done' ? result.verification : null;
  const failure = result instanceof Error ? result.message : null;
  if (found === null) log.warn({ failure }, 'verify did not come to an end');
  else if (found.differences > 0) log.error(found, 'verify has found differences');
  const values = [found?.bags, found?.scans, found?.bills, found?.auditEntries, found?.differences];
  const sentences = JSON.stringify(found?.sentences ?? []);
  await db
    .run(sql.finishRun, [id, ...values.map((value) => value ?? null), sentences, failure])
    .catch((error) => log.warn({ err: error }, 'the result of verify was not stored'));
}

/** The last runs, the newest first. */
export async function listRuns(deps: Deps): Promise<VerifyRun[]> {
  return (await deps.lists.run(sql.listRuns)).map((row) => shownOf(row, deps));
}

/** How many differences the last run has found; 1 for one that failed, 0 while there was none. */
export async function countLastDifferences(db: Queryable): Promise<number> {
  const [row] = await db.run(sql.findLastResult);
  return row?.differences ?? 0;
}

function shownOf(row: sql.RunRow, { catalogue }: Deps): VerifyRun {
  const by = row.asked_by;
  return {
    id: row.id,
    state: stateOf(row),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    askedBy: by === null ? null : (catalogue.current.usernameById.get(by) ?? null),
    bags: row.bags,
    scans: row.scans,
    bills: row.bills,
    auditEntries: row.audit_entries,
    differences: row.differences,
    sentences: [...(row.sentences ?? [])],
    failure: row.failure,
  };
}

function stateOf({ finished_at, failure, differences }: sql.RunRow): VerifyRun['state'] {
  if (finished_at === null) return 'running';
  if (failure !== null) return 'failed';
  return differences === 0 ? 'right' : 'different';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function alreadyRunning(): CodedError {
  return new CodedError('verify_running', 'A verification is under way; look at its result');
}
