import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { Postmaster } from './postmaster.ts';

const FIRST_START_WAIT_MS = 1_000;
const RETRY_MS = 250;
const RETRY_MAX_MS = 5_000;
const ALARM_AFTER_MS = 60_000;

export interface SupervisorOptions {
  /** Clears the way and spawns; called again for each attempt. */
  launch(): Promise<Postmaster>;
  readonly log: Log;
  onDown?(): void;
  onUp?(): void;
}

/**
 * Starts the database and keeps it up: when it ends by itself it is started again, however often
 * that takes. Throws when the first start has not succeeded after several attempts.
 */
export async function superviseDatabase(
  options: SupervisorOptions,
): Promise<{ stop(): Promise<void> }> {
  const { log } = options;
  const stopping = new AbortController();
  let current: Postmaster | undefined;

  async function attempt(): Promise<Postmaster> {
    current = await options.launch();
    if (stopping.signal.aborted) void current.stop();
    try {
      await current.ready();
      return current;
    } catch (error) {
      await current.stop();
      throw error;
    }
  }

  async function watch(first: Postmaster): Promise<void> {
    for (let running: Postmaster | undefined = first; running; ) {
      const reason = await running.exited;
      if (stopping.signal.aborted) return;
      log.error({ reason }, 'the database went down; starting it again');
      options.onDown?.();
      running = await startAgain();
      if (running) options.onUp?.();
    }
  }

  async function startAgain(): Promise<Postmaster | undefined> {
    const downSince = performance.now();
    for (let waitMs = RETRY_MS; !stopping.signal.aborted; waitMs = nextWait(waitMs)) {
      try {
        const postmaster = await attempt();
        const downMs = Math.round(performance.now() - downSince);
        log.info({ downMs }, 'the database is up again');
        return postmaster;
      } catch (err) {
        const downMs = Math.round(performance.now() - downSince);
        const level = downMs < ALARM_AFTER_MS ? 'warn' : 'error';
        log[level]({ err, downMs }, 'the database is still down; trying again');
      }
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    return undefined;
  }

  const watching = watch(await startFirst(attempt, log));
  return {
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await watching;
    },
  };
}

function nextWait(waitMs: number): number {
  return Math.min(RETRY_MAX_MS, waitMs * 2);
}

async function startFirst(attempt: () => Promise<Postmaster>, log: Log): Promise<Postmaster> {
  for (const end = performance.now() + FIRST_START_WAIT_MS; ; await sleep(RETRY_MS)) {
    try {
      return await attempt();
    } catch (err) {
      if (performance.now() >= end) throw err;
      log.warn({ err }, 'the database did not start; trying again');
    }
  }
}
