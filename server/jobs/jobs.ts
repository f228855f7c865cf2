import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as JobLogger, type LogFunctionFactory, type Runner, run } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from '../log.ts';

/** Does what a job asks for; returns early when the server stops. */
export type Task = (payload: unknown, stopping: AbortSignal) => Promise<void>;

export interface JobsOptions {
  readonly connection: pg.ClientConfig;
  readonly log: Logger;
  readonly tasks: Readonly<Record<string, Task>>;
  /** How many jobs run at a time. */
  readonly concurrency: number;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** One listens for new jobs; the others take and finish them. */
const CONNECTIONS_MAX = 3;
/** Only for jobs that are to be tried again later: new ones are told at once. */
const POLL_INTERVAL_MS = 5_000;
const RESTART_WAIT_MS = 1_000;

/**
 * Works on the jobs of these tasks, in this process, beside the requests. A job is a call to look
 * at something, no more: its state is in the tables of its feature, so that nothing is lost when
 * the process dies with a job in hand.
 * @returns a function that stops it, and waits for the tasks under way.
 */
export function startJobs(options: JobsOptions): () => Promise<void> {
  const { log } = options;
  const stopping = new AbortController();
  const pool = new pg.Pool({
    ...options.connection,
    application_name: 'traitortrack jobs',
    max: CONNECTIONS_MAX,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // The queue connects again by itself; unheard, an error would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let runner: Runner | null = null;
  const working = (async () => {
    while (!stopping.signal.aborted) {
      try {
        runner = await run(runnerOptions(options, pool, stopping.signal));
        // Asked to stop while it began, when there was nothing to be stopped yet.
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        log.warn({ err: error }, 'the job queue was lost; it will be tried again');
      }
      runner = null;
      await sleep(RESTART_WAIT_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    // It may have stopped by itself, which it calls an error.
    await runner?.stop().catch(() => undefined);
    await working;
    await pool.end();
  };
}

function runnerOptions(
  { log, tasks, concurrency }: JobsOptions,
  pgPool: pg.Pool,
  stopping: AbortSignal,
): Parameters<typeof run>[0] {
  const taskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: unknown) => task(payload, stopping),
    ]),
  );
  return {
    pgPool,
    taskList,
    concurrency,
    parsedCronItems: [],
    // The server stops everything in its own order.
    noHandleSignals: true,
    pollInterval: POLL_INTERVAL_MS,
    // Together, even if at once: nobody hears when noting the end of a single job fails, and a
    // database that is away at that moment would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: new JobLogger(logInto(log)),
  };
}

/** What the queue says of itself is for who looks for faults; what fails is told by its feature. */
function logInto(log: Logger): LogFunctionFactory {
  return (scope) => (level, message, meta) => {
    const isBad = level === 'error' || level === 'warning';
    log[isBad ? 'warn' : 'debug']({ ...scope, ...meta }, message);
  };
}
