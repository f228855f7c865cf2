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

const task: ReadingTask = workerData;
parentPort?.postMessage(await read(task));

async function read({
  kind,
  path,
  rowsPath,
  spillPath,
  site,
}: ReadingTask): Promise<ReadingResult> {
  const writer = makeRowsWriter(rowsPath);
  const gatherer = makeGatherer(kind, makeCodeRules(site), writer);
  try {
    await readSheets(path, spillPath, gatherer);
    const { rows, ...outline } = gatherer.end();
    return { rows, outline: { ...outline, size: writer.end() } };
  } catch (error) {
    writer.end();
    if (error instanceof SheetFault) return { fault: error.message };
    throw error;
  }
}
