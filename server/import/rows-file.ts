import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Ask, type AskLine, askOf, type Batch, lineOf, type Outline } from './ask.ts';

/**
 * The rows of a file as reading left them: a line of JSON for each batch. So a file is understood
 * once, whole, before anything of it is recorded, and recording goes on at a byte after a restart.
 */
export interface RowsWriter {
  /** Asks that belong together: they stay in one batch if they fit into one. */
  add(asks: readonly Ask[]): void;
  /** Asks whose batch is too long to be held; what they lack is number `late` of the outline. */
  addLate(asks: readonly Ask[], late: number): void;
  /** @returns bytes written, which are on the disk now. */
  end(): number;
}

/** As many scans as one request may have. */
export const BATCH_ASKS_MAX = 500;
const WRITE_CHARACTERS = 256 * 1024;

interface Line {
  readonly asks: readonly AskLine[];
  readonly late?: number;
}

export function makeRowsWriter(path: string): RowsWriter {
  const file = openSync(path, 'w', 0o600);
  let gathered: Ask[] = [];
  let waiting = '';
  let size = 0;
  const flush = (): void => {
    size += writeSync(file, waiting);
    waiting = '';
  };
  const write = (line: Line): void => {
    waiting += `${JSON.stringify(line)}\n`;
    if (waiting.length > WRITE_CHARACTERS) flush();
  };
  const writeGathered = (): void => {
    if (gathered.length > 0) write({ asks: gathered.map(lineOf) });
    gathered = [];
  };
  return {
    add: (asks) => {
      if (gathered.length + asks.length > BATCH_ASKS_MAX) writeGathered();
      for (const ask of asks) {
        gathered.push(ask);
        if (gathered.length === BATCH_ASKS_MAX) writeGathered();
      }
    },
    addLate: (asks, late) => {
      writeGathered();
      for (let at = 0; at < asks.length; at += BATCH_ASKS_MAX) {
        write({ asks: asks.slice(at, at + BATCH_ASKS_MAX).map(lineOf), late });
      }
    },
    end: () => {
      writeGathered();
      flush();
      fsyncSync(file);
      closeSync(file);
      return size;
    },
  };
}

/** @param from the byte where a batch begins. */
export async function* readBatches(
  path: string,
  outline: Outline,
  from: number,
): AsyncGenerator<Batch> {
  const file = await open(path);
  const begun = new Set<number>();
  try {
    for await (const { text, end } of linesOf(file, from)) {
      yield { asks: asksIn(JSON.parse(text), outline, begun), end };
    }
  } finally {
    await file.close();
  }
}

const READ_BYTES = 256 * 1024;
const LINE_END = 0x0a;

/**
 * Lines, and where each ends, as they are asked for. Node's own reader of lines runs up to 1,024 of
 * them ahead: of a file of a million rows these are 70 MB.
 */
async function* linesOf(file: FileHandle, from: number) {
  let at = from;
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    // A line that is longer than that is read in ever larger pieces.
    const piece = Buffer.allocUnsafe(Math.max(READ_BYTES, rest.length));
    const { bytesRead } = await file.read(piece, 0, piece.length, at + rest.length);
    if (bytesRead === 0) return;
    const all = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = all.indexOf(LINE_END); end !== -1; end = all.indexOf(LINE_END, start)) {
      yield { text: all.toString('utf8', start, end), end: at + end + 1 };
      start = end + 1;
    }
    rest = all.subarray(start);
    at += start;
  }
}

function asksIn({ asks, late }: Line, outline: Outline, begun: Set<number>): Ask[] {
  if (late === undefined) return asks.map(askOf);
  const ending = outline.late[late] ?? null;
  const completed = asks.map((ask) => withInto(askOf(ask), ending?.[3] ?? null));
  if (ending === null || begun.has(late)) return completed;
  // It goes before those that it ends, as everywhere; once more after a restart does no harm.
  begun.add(late);
  return [askOf(ending), ...completed];
}

/** An item of a batch, with the code that its batch ended with. */
export function withInto(ask: Ask, into: string | null): Ask {
  const { wish } = ask;
  if (wish.action !== 'pack' && wish.action !== 'bill') return ask;
  return { ...ask, wish: { ...wish, into } };
}
