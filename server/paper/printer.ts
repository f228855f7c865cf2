import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../http/problem.ts';
import type { PaperDocument } from './document.ts';

/** Prints documents as PDF, one after the other, in a thread of its own. */
export interface Printer {
  /** @throws {CodedError} overloaded when too many wait, or one takes too long. */
  print(document: PaperDocument): Promise<Buffer>;
  close(): Promise<void>;
}

/** More are told to come again: a thousand parents take about a second. */
const WAITING_MAX = 20;
const PRINT_MS_MAX = 60_000;
/** A thread takes 60 MB, and starts in half a second. */
const IDLE_MS = 30_000;
const MEMORY_MB_MAX = 512;

const THREAD = new URL('./print-thread.ts', import.meta.url);

/** Opens the printer. Its thread starts with the first document and ends when none come. */
export function openPrinter(): Printer {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  };
  const printNow = async (document: PaperDocument): Promise<Buffer> => {
    clearTimeout(idle);
    thread ??= new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX } });
    try {
      return await printIn(thread, document);
    } catch (error) {
      await end();
      throw error;
    } finally {
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  };
  return {
    print: (document) => {
      if (waiting === WAITING_MAX) {
        throw new CodedError('overloaded', 'Too many documents wait to be printed; try again');
      }
      waiting++;
      const printed = last.then(() => printNow(document)).finally(() => waiting--);
      last = printed.catch(() => undefined);
      return printed;
    },
    close: async () => {
      await last;
      await end();
    },
  };
}

interface Answer {
  readonly pdf?: Uint8Array;
  readonly message?: string;
}

async function printIn(thread: Worker, document: PaperDocument): Promise<Buffer> {
  const signal = AbortSignal.timeout(PRINT_MS_MAX);
  thread.postMessage(document);
  // A thread that runs out of memory says so by an error, which `once` throws.
  const [answer]: Answer[] = await once(thread, 'message', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    throw new CodedError('overloaded', 'Printing took too long; try again');
  });
  if (answer?.pdf === undefined) throw new Error(`printing failed: ${answer?.message}`);
  return Buffer.from(answer.pdf);
}
