import type { ScanResult } from '#contract/scan.ts';
import { RefusedError, UnreachableError } from '../api/client.ts';
import type { OneAtATime } from './lock.ts';
import type { ScanRow } from './rows.ts';

/** What the queue of waiting scans is doing. */
export type DrainStatus =
  /** Nothing waits. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  /** It tries again by itself. `unreachable` is the network, `server` an answer of 5xx or 429. */
  | { readonly kind: 'retrying'; readonly why: 'unreachable' | 'server' }
  /** Somebody has to sign in; scanning goes on meanwhile. */
  | { readonly kind: 'paused'; readonly why: 'signed_out' | 'other_user' };

export interface DrainDeps {
  /** The oldest waiting scans. */
  readonly listWaiting: (max: number) => Promise<readonly ScanRow[]>;
  /** @throws {RefusedError} @throws {UnreachableError} */
  readonly send: (rows: readonly ScanRow[]) => Promise<readonly ScanResult[]>;
  readonly onAnswers: (results: readonly ScanResult[]) => Promise<void>;
  /** The server refuses a request with this scan alone: it goes to the tray. */
  readonly onFault: (row: ScanRow, fault: string) => Promise<void>;
  readonly onStatus: (status: DrainStatus) => void;
  readonly oneAtATime: OneAtATime;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

export interface Drain {
  /** Something waits. What the server has asked for (`Retry-After`) is kept to. */
  wake(): void;
  /** A reason to wait is gone: the network is back, or somebody has signed in. */
  wakeAtOnce(): void;
  stop(): void;
}

export const REQUEST_SCANS_MAX = 500;
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 30_000;
/** How soon a tab looks again while another one holds the lease. */
const OTHER_TAB_MS = 2_000;

/** What one request came to, as the next step needs to know it. */
type Step =
  | { readonly next: 'more' | 'done' }
  | { readonly next: 'pause'; readonly why: 'signed_out' | 'other_user' }
  | { readonly next: 'retry'; readonly why: 'unreachable' | 'server'; readonly afterMs: number };

/**
 * Sends what waits, in order, one request at a time over all tabs, for ever. A scan leaves the
 * queue only when the answer for its id is here, or when the server refuses it alone.
 */
export function startDrain(deps: DrainDeps): Drain {
  const { random = Math.random } = deps;
  let isRunning = false;
  let isWoken = false;
  let isStopped = false;
  let failures = 0;
  let notBeforeMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wakeAtOnce = () => {
    isWoken = true;
    notBeforeMs = 0;
    clearTimeout(timer);
    if (!isRunning && !isStopped) void run();
  };
  const wakeLater = (waitMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(wakeAtOnce, waitMs);
  };
  const run = async () => {
    isRunning = true;
    while (isWoken && !isStopped) {
      isWoken = false;
      try {
        let step: Step = { next: 'done' };
        const isOurs = await deps.oneAtATime(async () => {
          step = await sendAll(deps, () => isStopped);
        });
        settle(isOurs ? step : null);
      } catch {
        // The device's own store failed: nothing is lost by asking it again.
        settle({ next: 'retry', why: 'server', afterMs: 0 });
      }
    }
    isRunning = false;
  };
  const settle = (step: Step | null) => {
    if (isStopped) return;
    if (step === null) return wakeLater(OTHER_TAB_MS);
    failures = step.next === 'retry' ? failures + 1 : 0;
    if (step.next === 'retry') {
      deps.onStatus({ kind: 'retrying', why: step.why });
      notBeforeMs = Date.now() + step.afterMs;
      wakeLater(Math.max(step.afterMs, retryMs(failures, random())));
    } else if (step.next === 'pause') deps.onStatus({ kind: 'paused', why: step.why });
    else deps.onStatus({ kind: 'idle' });
  };
  return {
    wake: () => {
      if (Date.now() >= notBeforeMs) wakeAtOnce();
    },
    wakeAtOnce,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Twice as long each time, up to half a minute; spread, so that a hall does not ask as one. */
function retryMs(failures: number, random: number): number {
  const longest = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_LAST_MS);
  return longest * (0.5 + random / 2);
}

async function sendAll(deps: DrainDeps, isStopped: () => boolean): Promise<Step> {
  while (!isStopped()) {
    const rows = await deps.listWaiting(REQUEST_SCANS_MAX);
    if (rows.length === 0) break;
    deps.onStatus({ kind: 'sending' });
    const step = await sendSome(deps, rows);
    if (step.next !== 'more') return step;
  }
  return { next: 'done' };
}

async function sendSome(deps: DrainDeps, rows: readonly ScanRow[]): Promise<Step> {
  try {
    const results = await deps.send(rows);
    const sent = new Set(rows.map(({ id }) => id));
    const answers = results.filter(({ id }) => sent.has(id));
    // Something between us and the server may answer in its place, in whatever way.
    if (answers.length === 0) return { next: 'retry', why: 'server', afterMs: 0 };
    await deps.onAnswers(answers);
    return { next: 'more' };
  } catch (error) {
    if (error instanceof UnreachableError) {
      return { next: 'retry', why: 'unreachable', afterMs: 0 };
    }
    if (error instanceof RefusedError) return refused(deps, rows, error);
    throw error;
  }
}

/** What is wrong with the request itself stays wrong however often it is sent. */
const FAULTS = new Set([400, 413, 422]);

async function refused(
  deps: DrainDeps,
  rows: readonly ScanRow[],
  error: RefusedError,
): Promise<Step> {
  if (error.status === 401) return { next: 'pause', why: 'signed_out' };
  if (error.code === 'other_user') return { next: 'pause', why: 'other_user' };
  if (!FAULTS.has(error.status)) {
    return { next: 'retry', why: 'server', afterMs: (error.retryAfterS ?? 0) * 1_000 };
  }
  const [first] = rows;
  if (first === undefined) return { next: 'more' };
  if (rows.length === 1) {
    await deps.onFault(first, error.code);
    return { next: 'more' };
  }
  // The half that holds the culprit is halved again, until it is alone; the others go through.
  const half = Math.ceil(rows.length / 2);
  const step = await sendSome(deps, rows.slice(0, half));
  return step.next === 'more' ? sendSome(deps, rows.slice(half)) : step;
}
