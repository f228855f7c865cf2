import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { SheetFault } from './sheet.ts';

/** Many texts by their number, in little memory: the shared texts of a workbook. */
export interface StringStore {
  readonly count: number;
  add(text: string): void;
  /** Undefined for a number that no text has. */
  get(at: number): string | undefined;
  close(): void;
}

/** So large that the system has it back at once when it is given up. */
const PAGE_BYTES = 2 * 1024 * 1024;
/** 8 MB stay in memory: 130,000 labels. What is more goes to a file. */
const PAGES_IN_MEMORY = 4;
/** What is read back at once: texts are mostly asked for in their order, not in sorted sheets. */
const BLOCK_BYTES = 64 * 1024;
const BLOCKS_KEPT = 16;
const OFFSETS_FIRST = 64 * 1024;
/** As far as an offset counts. */
const BYTES_MAX = 2 ** 32 - 1;
/** More would not fit the sheets that may refer to them. */
const STRINGS_MAX = 16_000_000;
const TOO_MANY = 'The workbook has too many texts: split it';

/**
 * @param spillFile made when the texts do not fit the memory they may take; removed by `close`.
 * @throws {SheetFault} by `add`, past 16 million texts or 4 GB of them.
 */
export function makeStringStore(spillFile: string): StringStore {
  const bytes = makePages(spillFile);
  let offsets = new Uint32Array(OFFSETS_FIRST);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (text) => {
      if (count === STRINGS_MAX) throw new SheetFault(TOO_MANY);
      if (count + 1 === offsets.length) {
        const larger = new Uint32Array(offsets.length * 2);
        larger.set(offsets);
        offsets = larger;
      }
      offsets[++count] = bytes.append(Buffer.from(text));
    },
    get: (at) => {
      const start = offsets[at];
      const end = offsets[at + 1];
      if (at >= count || start === undefined || end === undefined) return undefined;
      return start === end ? '' : bytes.read(start, end);
    },
    close: bytes.close,
  };
}

/** Bytes one after the other: the first pages in memory, the others in a file when full. */
function makePages(spillFile: string) {
  const pages: Buffer[] = [];
  const spilled = makeSpill(spillFile);
  let size = 0;
  /** What is known from a byte on, to the end of its page or block. */
  const from = (at: number): Buffer => {
    const page = pages[Math.floor(at / PAGE_BYTES)] ?? EMPTY;
    return page === EMPTY ? spilled.from(at - MEMORY_BYTES) : page.subarray(at % PAGE_BYTES);
  };
  return {
    /** @returns where the bytes end. */
    append: (bytes: Buffer): number => {
      if (size + bytes.length > BYTES_MAX) throw new SheetFault(TOO_MANY);
      for (let done = 0; done < bytes.length; ) {
        const within = size % PAGE_BYTES;
        if (within === 0) pages.push(Buffer.allocUnsafe(PAGE_BYTES));
        const page = pages[pages.length - 1] ?? EMPTY;
        const copied = bytes.copy(page, within, done);
        done += copied;
        size += copied;
        if (size % PAGE_BYTES !== 0 || pages.length <= PAGES_IN_MEMORY) continue;
        spilled.write(page);
        pages[pages.length - 1] = EMPTY;
      }
      return size;
    },
    read: (start: number, end: number): string => {
      const piece = from(start);
      if (piece.length >= end - start) return piece.toString('utf8', 0, end - start);
      const whole = Buffer.allocUnsafe(end - start);
      for (let at = start; at < end; ) at += from(at).copy(whole, at - start);
      return whole.toString('utf8');
    },
    close: spilled.close,
  };
}

const MEMORY_BYTES = PAGES_IN_MEMORY * PAGE_BYTES;

/** Pages in a file; the blocks of it that were read last are kept. */
function makeSpill(path: string) {
  const kept = new Map<number, Buffer>();
  let file: number | null = null;
  const blockAt = (at: number): Buffer => {
    const known = kept.get(at);
    if (known !== undefined || file === null) return known ?? EMPTY;
    const [oldest] = kept.keys();
    const isFull = kept.size === BLOCKS_KEPT && oldest !== undefined;
    const block = (isFull ? kept.get(oldest) : undefined) ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    if (isFull) kept.delete(oldest);
    readSync(file, block, 0, BLOCK_BYTES, at * BLOCK_BYTES);
    kept.set(at, block);
    return block;
  };
  return {
    write: (page: Buffer): void => {
      file ??= openSync(path, 'w+', 0o600);
      if (writeSync(file, page) < page.length)
        throw new Error('no room for the texts of a workbook');
    },
    from: (at: number): Buffer => blockAt(Math.floor(at / BLOCK_BYTES)).subarray(at % BLOCK_BYTES),
    close: (): void => {
      if (file === null) return;
      closeSync(file);
      file = null;
      rmSync(path, { force: true });
    },
  };
}

const EMPTY = Buffer.alloc(0);
