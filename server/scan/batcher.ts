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

/**
 * While one batch's commit waits for the disk, others are decided and written. With three, 50
 * clients recorded 7,200 scans a second where one lane recorded 5,300; a fourth added nothing.
 */
export const LANES = 3;
/** A batch that is larger gains nothing, and keeps the first of it waiting for the last. */
const BATCH_SCANS_MAX = 500;
/** About a second of work; who comes later is told to come again. */
const QUEUE_SCANS_MAX = 20_000;
const RETRY_AFTER_SECONDS = 1;

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
  let waitingScans = 0;
  let batches = 0;
  let batchedScans = 0;
  let takenRequests = 0;
  let waitedMs = 0;
  let isScheduled = false;
  const lanes: (readonly Item[] | null)[] = Array.from({ length: LANES }, () => null);
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
      const { taken, left } = takeBatch(queue, lanes);
      if (taken.length === 0) break;
      queue = left;
      lanes[lane] = taken;
      void run(taken, lane);
    }
  };
  const run = async (items: readonly Item[], lane: number) => {
    const scans = countScans(items);
    waitingScans -= scans;
    batches++;
    batchedScans += scans;
    takenRequests += items.length;
    const now = performance.now();
    for (const { queuedAtMs } of items) waitedMs += now - queuedAtMs;
    await settle(items, lane, record, isHopeless);
    lanes[lane] = null;
    schedule();
    if (queue.length === 0 && lanes.every((one) => one === null)) {
      for (const resolve of idle.splice(0)) resolve();
    }
  };
  return {
    record: (requests) => {
      if (waitingScans + requests.length > QUEUE_SCANS_MAX) throw tooMany();
      return new Promise((resolve, reject) => {
        waitingScans += requests.length;
        const queuedAtMs = performance.now();
        const span = currentSpan();
        queue.push({ requests, keys: keysOf(requests), queuedAtMs, span, resolve, reject });
        schedule();
      });
    },
    get load() {
      return { waitingScans, batches, batchedScans, requests: takenRequests, waitedMs };
    },
    drain: () => {
      if (queue.length === 0 && lanes.every((one) => one === null)) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}

/**
 * The next batch: the first of the queue, but nothing that touches a bag or bill of a batch under
 * way, nor anything that came after such a one and touches the same: scans of one bag keep their
 * order, and two lanes never fail each other.
 */
function takeBatch(queue: readonly Item[], lanes: readonly (readonly Item[] | null)[]) {
  const busy = new Set(lanes.flatMap((items) => items ?? []).flatMap(({ keys }) => keys));
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

/** Answers each item of a batch. If the batch fails, its items are tried alone: one bad scan
 * never hurts its neighbours. */
async function settle(
  items: readonly Item[],
  lane: number,
  record: Record,
  isHopeless: (error: unknown) => boolean,
): Promise<void> {
  try {
    const decisions = await record(
      items.flatMap(({ requests }) => requests),
      lane,
      items.flatMap(({ span }) => span ?? []),
    );
    let at = 0;
    for (const { requests, resolve } of items) {
      resolve(decisions.slice(at, at + requests.length));
      at += requests.length;
    }
  } catch (error) {
    if (items.length === 1 || isHopeless(error)) {
      for (const { reject } of items) reject(error);
      return;
    }
    for (const item of items) await settle([item], lane, record, isHopeless);
  }
}

function countScans(items: readonly Item[]): number {
  return items.reduce((sum, { requests }) => sum + requests.length, 0);
}

function tooMany(): CodedError {
  return new CodedError('overloaded', 'Too many scans are waiting; send them again shortly', {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}
