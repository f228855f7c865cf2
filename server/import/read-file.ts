import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { ImportKind } from '#contract/import.ts';
import type { Product } from '#domain/product.ts';
import { SheetFault } from '../sheet/sheet.ts';
import type { Outline } from './ask.ts';
import type { Pace } from './pace.ts';

/** What the reading thread is told. */
export interface ReadingTask {
  readonly kind: ImportKind;
  readonly path: string;
  /** Where the read rows go. */
  readonly rowsPath: string;
  readonly spillPath: string;
  /** 1 while people scan: then the thread works a quarter of the time. */
  readonly busy: SharedArrayBuffer;
  readonly site: { readonly products: readonly Product[]; readonly childPattern: string | null };
}

export type ReadingResult =
  | { readonly rows: number; readonly outline: Outline }
  | { readonly fault: string };

const MEMORY_MAX_MB = 160;
const YOUNG_MEMORY_MB = 8;
const LOOK_MS = 100;
const TIME_MAX_MS = 15 * 60_000;

/**
 * Reads a whole file in a thread with little memory and a time limit; nothing is recorded yet.
 * @throws {SheetFault} in a sentence for whoever sent the file.
 */
export async function readFile(
  given: Omit<ReadingTask, 'busy'>,
  pace: Pick<Pace, 'isBusy'>,
  stopping: AbortSignal,
): Promise<{ readonly rows: number; readonly outline: Outline }> {
  const busy = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const flag = new Int32Array(busy);
  const looking = setInterval(() => Atomics.store(flag, 0, Number(pace.isBusy)), LOOK_MS);
  const task: ReadingTask = { ...given, busy };
  const worker = new Worker(new URL('./reading.worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: {
      maxOldGenerationSizeMb: MEMORY_MAX_MB,
      maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
    },
  });
  const late = AbortSignal.timeout(TIME_MAX_MS);
  const ended = AbortSignal.any([stopping, late]);
  try {
    // An error of the thread rejects this, running out of memory among them.
    const [result]: ReadingResult[] = await once(worker, 'message', { signal: ended });
    if (result === undefined) throw new Error('the reading thread said nothing');
    if ('fault' in result) throw new SheetFault(result.fault);
    return result;
  } catch (error) {
    if (late.aborted) throw new SheetFault('The file takes too long to read: split it');
    if (isOutOfMemory(error)) throw new SheetFault('The file needs too much memory: split it');
    throw error;
  } finally {
    clearInterval(looking);
    await worker.terminate();
    await rm(task.spillPath, { force: true });
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
