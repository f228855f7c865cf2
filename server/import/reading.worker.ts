import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { makeCodeRules } from '#domain/code.ts';
import { readSheets } from '../sheet/read-sheets.ts';
import { SheetFault } from '../sheet/sheet.ts';
import { makeGatherer } from './gather.ts';
import type { ReadingResult, ReadingTask } from './read-file.ts';
import { makeRowsWriter } from './rows-file.ts';

/** A thread of its own reads a file: a bad one takes neither the server's time nor its memory. */

/** On Linux a priority is a thread's: people who scan go first. */
const NICE = 10;
if (process.platform === 'linux') setPriority(NICE);

/** Shorter stretches of work would be more waking than resting. */
const STRETCH_MS = 5;
const REST_FACTOR = 3;

const task: ReadingTask = workerData;
parentPort?.postMessage(await read(task));

/** Rests after each stretch of work while people scan. */
function makeRest(busy: SharedArrayBuffer): () => void {
  const flag = new Int32Array(busy);
  let restedAt = performance.now();
  return () => {
    const workedMs = performance.now() - restedAt;
    if (workedMs < STRETCH_MS) return;
    Atomics.wait(flag, 0, 1, workedMs * REST_FACTOR);
    restedAt = performance.now();
  };
}

async function read(task: ReadingTask): Promise<ReadingResult> {
  const { kind, path, rowsPath, spillPath, site, busy } = task;
  const writer = makeRowsWriter(rowsPath);
  const gatherer = makeGatherer(kind, makeCodeRules(site), writer);
  try {
    await readSheets(path, spillPath, { ...gatherer, onPiece: makeRest(busy) });
    const { rows, ...outline } = gatherer.end();
    return { rows, outline: { ...outline, size: writer.end() } };
  } catch (error) {
    writer.end();
    if (error instanceof SheetFault) return { fault: error.message };
    throw error;
  }
}
