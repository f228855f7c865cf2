import { setTimeout as sleep } from 'node:timers/promises';
import { type BatcherLoad, LANES } from '../scan/batcher.ts';

type Load = Pick<BatcherLoad, 'batchedScans' | 'waitingScans'>;

/** Keeps an import out of the way of people who scan. */
export interface Pace {
  /**
   * Does a piece of work of at most so many scans as `scansMax` says: at once while nobody else
   * scans; else one piece after the other, with rests between them.
   */
  turn<T>(scans: number, work: () => Promise<T>): Promise<T>;
  /** Whether people scan. */
  readonly isBusy: boolean;
  /** How many scans the next piece may have. */
  readonly scansMax: number;
  /** How many pieces may be under way. */
  readonly piecesMax: number;
}

const FREE_SCANS_MAX = 500;
/** As many as are recorded at once, and two that wait: no lane is ever idle. */
const FREE_PIECES_MAX = LANES + 2;
/** A piece that is small lets a scan that arrives meanwhile through soon. */
const POLITE_SCANS_MAX = 60;
/** Somebody who has scanned so lately is likely to scan on. */
const BUSY_AFTER_MS = 2_000;
/** The rest after a piece, in times of what it took: a quarter of the time is the import's. */
const REST_FACTOR = 3;
const REST_MS_MIN = 10;
const REST_MS_MAX = 500;

/** @param load of the batcher that everybody's scans go through. */
export function makePace(load: () => Load, isScanning: boolean): Pace {
  let ours = 0;
  let others = load().batchedScans;
  let othersAtMs = Number.NEGATIVE_INFINITY;
  let turns = Promise.resolve();
  const isBusy = (): boolean => {
    const { batchedScans, waitingScans } = load();
    const seen = batchedScans + waitingScans - ours;
    if (seen > others) {
      others = seen;
      othersAtMs = performance.now();
    }
    return performance.now() - othersAtMs < BUSY_AFTER_MS;
  };
  const measured = async <T>(scans: number, work: () => Promise<T>): Promise<T> => {
    if (isScanning) ours += scans;
    const startedAt = performance.now();
    const result = await work();
    if (isBusy()) {
      const rest = (performance.now() - startedAt) * REST_FACTOR;
      await sleep(Math.min(Math.max(rest, REST_MS_MIN), REST_MS_MAX));
    }
    return result;
  };
  return {
    get isBusy() {
      return isBusy();
    },
    get scansMax() {
      return isBusy() ? POLITE_SCANS_MAX : FREE_SCANS_MAX;
    },
    get piecesMax() {
      return isBusy() ? 1 : FREE_PIECES_MAX;
    },
    turn: (scans, work) => {
      if (!isBusy()) return measured(scans, work);
      const turn = turns.then(() => measured(scans, work));
      turns = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
  };
}
