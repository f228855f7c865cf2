import type { Span } from '@opentelemetry/api';
import type { Decision } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import { CodedError } from '../http/problem.ts';
import { currentSpan } from '../http/trace-context.ts';

/** Gathers the scans of all requests that arrive while earlier ones are being committed. */
export interface Batcher {
  /** Resolves when the scans are durable, with one decision each, in their order. */
  record(requests: readonly ScanRequest[]): Promise<Decision[]>;
  /** For monitoring: what waits, and what batches have been made. */
  readonly load: BatcherLoad;
  /** Resolves when nothing waits and nothing is being written. */
  drain(): Promise<void>;
}

export interface BatcherLoad {
  readonly waitingScans: number;
  readonly batches: number;
  readonly batchedScans: number;
  /** Requests that were taken into a batch, and how long they had waited for it in all. */
  readonly requests: number;
  readonly waitedMs: number;
}

/**
 * Records one batch; `lane` tells those apart that are written at the same time, `spans` are those
 * of the requests that are traced.
 */
type Record = (
  requests: readonly ScanRequest[],
  lane: number,
  spans: readonly Span[],
) => Promise<Decision[]>;

/** How many batches may be written at the same time. */
export const LANES = 3;
/** A batch that is larger gains nothing, and keeps the first of it waiting for the last. */
const BATCH_SCANS_MAX = 500;
/**
 * What waits for a batch under way goes into the next one: a statement costs as much as six scans,
 * and two at once are in each other's way. 50 clients record 18,000 scans a second so, and 13,000
 * where each free lane begins at once. From so many scans on a batch is worth a lane of its own.
 */
const BESIDE_SCANS_MIN = 50;
/** Nobody waits for a batch of an import, nor for one that something holds up. */
const LONG_SCANS = 100;
const LATE_MS = 20;
/** About a second of work; who comes later is told to come again. */
const QUEUE_SCANS_MAX = 20_000;
const RETRY_AFTER_SECONDS = 1;

/** A batch under way; nobody waits for a long one. */
interface Batch {
  readonly items: readonly Item[];
  isLong: boolean;
}

interface Item {
  readonly requests: readonly ScanRequest[];
  readonly keys: readonly string[];
  readonly queuedAtMs: number;
  readonly span: Span | null;
  readonly resolve: (decisions: Decision[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param isHopeless says of an error that trying the items of a batch one by one is no use,
 * such as when the database is away.
 */
export function makeBatcher(record: Record, isHopeless: (error: unknown) => boolean): Batcher {
  let queue: Item[] = [];
  const load = { waitingScans: 0, batches: 0, batchedScans: 0, requests: 0, waitedMs: 0 };
  let isScheduled = false;
  const lanes: (Batch | null)[] = Array.from({ length: LANES }, () => null);
  const idle: (() => void)[] = [];

  /** One turn of the event loop gathers whatever has arrived together. */
  const schedule = () => {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      fillLanes();
    });
  };
  const fillLanes = () => {
    for (const [lane, busy] of lanes.entries()) {
      if (busy !== null) continue;
      if (!isWorthALane(load.waitingScans, lanes)) break;
      const { taken, left } = takeBatch(queue, lanes);
      if (taken.length === 0) break;
      queue = left;
      void run(taken, lane);
    }
  };
  const run = async (items: readonly Item[], lane: number) => {
    const batch: Batch = { items, isLong: countBatch(load, items) >= LONG_SCANS };
    lanes[lane] = batch;
    const late = setTimeout(() => {
      batch.isLong = true;
      schedule();
    }, LATE_MS);
    const answers = await settle(items, lane, record, isHopeless);
    clearTimeout(late);
    lanes[lane] = null;
    fillLanes();
    // The database has the next batch before these answers go out, which takes about as long.
    setImmediate(() => {
      for (const answer of answers) answer();
      if (isIdle()) for (const resolve of idle.splice(0)) resolve();
    });
  };
  const isIdle = () => queue.length === 0 && lanes.every((one) => one === null);
  return {
    record: (requests) => {
      if (load.waitingScans + requests.length > QUEUE_SCANS_MAX) throw tooMany();
      return new Promise((resolve, reject) => {
        load.waitingScans += requests.length;
        const queuedAtMs = performance.now();
        const span = currentSpan();
        queue.push({ requests, keys: keysOf(requests), queuedAtMs, span, resolve, reject });
        schedule();
      });
    },
    get load() {
      return { ...load };
    },
    drain: () => {
      if (isIdle()) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}

/** @returns how many scans it has. */
function countBatch(
  load: { -readonly [K in keyof BatcherLoad]: BatcherLoad[K] },
  items: readonly Item[],
): number {
  const scans = items.reduce((sum, { requests }) => sum + requests.length, 0);
  const now = performance.now();
  for (const { queuedAtMs } of items) load.waitedMs += now - queuedAtMs;
  load.waitingScans -= scans;
  load.batches++;
  load.batchedScans += scans;
  load.requests += items.length;
  return scans;
}

/** Whether what waits begins beside the batches under way, or rather waits for one of them. */
function isWorthALane(waitingScans: number, lanes: readonly (Batch | null)[]): boolean {
  return waitingScans >= BESIDE_SCANS_MIN || lanes.every((batch) => batch?.isLong ?? true);
}

/**
 * The next batch: the first of the queue, but nothing that touches a bag or bill of a batch under
 * way, nor anything that came after such a one and touches the same: scans of one bag keep their
 * order, and two lanes never fail each other.
 */
function takeBatch(queue: readonly Item[], lanes: readonly (Batch | null)[]) {
  const busy = new Set(lanes.flatMap((batch) => batch?.items ?? []).flatMap(({ keys }) => keys));
  const taken: Item[] = [];
  const left: Item[] = [];
  let scans = 0;
  for (const item of queue) {
    const isFull = taken.length > 0 && scans + item.requests.length > BATCH_SCANS_MAX;
    if (isFull || (busy.size > 0 && item.keys.some((key) => busy.has(key)))) {
      for (const key of item.keys) busy.add(key);
      left.push(item);
    } else {
      taken.push(item);
      scans += item.requests.length;
    }
  }
  return { taken, left };
}

/** The bags and the bill that scans name; no bill's code can be a bag's, for the mark before it. */
function keysOf(requests: readonly ScanRequest[]): string[] {
  const keys: string[] = [];
  for (const { code, parent, billCode } of requests) {
    if (code.kind !== 'malformed') keys.push(code.code);
    if (parent !== null && parent.kind !== 'malformed') keys.push(parent.code);
    if (billCode !== null) keys.push(`bill ${billCode}`);
  }
  return keys;
}

/**
 * Records a batch. If it fails, its items are tried alone: one bad scan never hurts its neighbours.
 * @returns what answers each item.
 */
async function settle(
  items: readonly Item[],
  lane: number,
  record: Record,
  isHopeless: (error: unknown) => boolean,
): Promise<(() => void)[]> {
  try {
    const decisions = await record(
      items.flatMap(({ requests }) => requests),
      lane,
      items.flatMap(({ span }) => span ?? []),
    );
    let at = 0;
    return items.map(({ requests, resolve }) => {
      const own = decisions.slice(at, at + requests.length);
      at += requests.length;
      return () => resolve(own);
    });
  } catch (error) {
    if (items.length === 1 || isHopeless(error)) {
      return items.map(
        ({ reject }) =>
          () =>
            reject(error),
      );
    }
    const answers: (() => void)[] = [];
    for (const item of items) answers.push(...(await settle([item], lane, record, isHopeless)));
    return answers;
  }
}

function tooMany(): CodedError {
  return new CodedError('overloaded', 'Too many scans are waiting; send them again shortly', {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}
