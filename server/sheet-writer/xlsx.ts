import { addAbortSignal, PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Cell, Column } from './column.ts';
import { bookParts, FIXED_PARTS, type Head, makeRowWriter, SHEET_END, sheetStart } from './xml.ts';

/** Excel opens no sheet with more rows, the heads among them. */
export const SHEET_ROWS_MAX = 1_048_576;
/** Excel's limit of a sheet's name. */
const SHEET_NAME_LENGTH_MAX = 31;
/** On sheets of bags, level 6 saves a fifth of the bytes and takes three times the time. */
const COMPRESSION_LEVEL = 1;

/** One table of a workbook, made while it is written. */
export interface Sheet {
  readonly name: string;
  readonly heads: readonly Head[];
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
}

export interface BookOptions {
  /** The site's: times are shown as its clocks show them. */
  readonly timeZone: string;
  /** For tests; else Excel's limit. */
  readonly rowsMax?: number;
}

export function sheetOf<Row>(
  name: string,
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): Sheet {
  return { name, heads: columns, batches: cellsOf(columns, batches) };
}

async function* cellsOf<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Cell[][]> {
  for await (const rows of batches) yield rows.map((row) => columns.map(({ of }) => of(row)));
}

/**
 * A workbook (ECMA-376) as a stream. Nothing of it is kept: texts stand in their cells, as a table
 * of shared ones would have to be held in memory to its end. A sheet that is too long for Excel
 * goes on in further ones, each with the heads.
 */
export function bookOf(sheets: readonly Sheet[], options: BookOptions): Readable {
  const zip = new ZipFile();
  const out = new PassThrough();
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  // Whoever reads hears of a failure by the stream's end without the directory.
  zip.on('error', (error: Error) => out.destroy(error));
  zip.outputStream.pipe(out);
  writeBook(zip, sheets, options, gone.signal).catch((error: Error) => out.destroy(error));
  return out;
}

async function writeBook(
  zip: ZipFile,
  sheets: readonly Sheet[],
  { timeZone, rowsMax = SHEET_ROWS_MAX }: BookOptions,
  signal: AbortSignal,
): Promise<void> {
  const names: string[] = [];
  for (const sheet of sheets) {
    const rows = readerOf(sheet.batches);
    try {
      for (let part = 1; part === 1 || !(await rows.isDone()); part++) {
        const xml = Readable.from(xmlOf(sheet, rows, rowsMax, timeZone), { objectMode: false });
        addAbortSignal(signal, xml);
        names.push(nameOf(sheet, part));
        const path = `xl/worksheets/sheet${names.length}.xml`;
        zip.addReadStream(xml, path, { compressionLevel: COMPRESSION_LEVEL });
        await finished(xml);
      }
    } finally {
      await rows.close();
    }
  }
  for (const [path, xml] of [...FIXED_PARTS, ...bookParts(names)]) {
    zip.addBuffer(Buffer.from(xml), path);
  }
  zip.end();
}

function nameOf({ name }: Sheet, part: number): string {
  const suffix = part === 1 ? '' : ` ${part}`;
  return name.slice(0, SHEET_NAME_LENGTH_MAX - suffix.length) + suffix;
}

async function* xmlOf(
  { heads }: Sheet,
  rows: RowReader,
  rowsMax: number,
  timeZone: string,
): AsyncGenerator<string> {
  const writer = makeRowWriter(heads, timeZone);
  yield sheetStart(heads) + writer.head();
  let left = rowsMax - 1;
  for (;;) {
    const batch = await rows.take(left);
    if (batch.length === 0) break;
    left -= batch.length;
    yield writer.rows(batch);
  }
  yield SHEET_END;
}

/** Batches, read in pieces of another size. */
interface RowReader {
  /** At most so many of the next rows; none at the end, or where none are wanted. */
  take(rowsMax: number): Promise<readonly (readonly Cell[])[]>;
  isDone(): Promise<boolean>;
  close(): Promise<void>;
}

function readerOf(batches: Sheet['batches']): RowReader {
  const iterator = batches[Symbol.asyncIterator]();
  let pending: readonly (readonly Cell[])[] = [];
  const isDone = async (): Promise<boolean> => {
    while (pending.length === 0) {
      const { done, value } = await iterator.next();
      if (done === true) return true;
      pending = value;
    }
    return false;
  };
  return {
    isDone,
    take: async (rowsMax) => {
      if (rowsMax === 0 || (await isDone())) return [];
      const taken = pending.slice(0, rowsMax);
      pending = pending.slice(rowsMax);
      return taken;
    },
    close: async () => {
      await iterator.return?.();
    },
  };
}
