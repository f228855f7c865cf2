import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

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
/** 24 MB stay in memory: 400,000 labels. What is more goes to a file. */
const PAGES_IN_MEMORY = 12;
/** Texts are mostly asked for in their order. */
const PAGES_KEPT = 3;
const OFFSETS_FIRST = 64 * 1024;
/** More would not fit the sheets that may refer to them. */
const STRINGS_MAX = 16_000_000;

/**
 * @param spillFile made when the texts do not fit the memory they may take; removed by `close`.
 * @throws {RangeError} by `add`, past 16 million texts.
 */
export function makeStringStore(spillFile: string): StringStore {
  const pages = makePages(spillFile);
  let offsets = new Float64Array(OFFSETS_FIRST);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (text) => {
      if (count === STRINGS_MAX) throw new RangeError('too many texts');
      if (count + 1 === offsets.length) {
        const larger = new Float64Array(offsets.length * 2);
        larger.set(offsets);
        offsets = larger;
      }
      offsets[++count] = pages.append(Buffer.from(text));
    },
    get: (at) => {
      const start = offsets[at];
      const end = offsets[at + 1];
      if (at >= count || start === undefined || end === undefined) return undefined;
      return start === end ? '' : pages.read(start, end);
    },
    close: pages.close,
  };
}

/** Bytes one after the other: the first pages in memory, the others in a file when full. */
function makePages(spillFile: string) {
  const pages: Buffer[] = [];
  const spilled = makeSpill(spillFile);
  let size = 0;
  const pageAt = (at: number): Buffer => {
    const page = pages[at];
    return page === undefined || page === EMPTY ? spilled.read(at - PAGES_IN_MEMORY) : page;
  };
  return {
    /** @returns where the bytes end. */
    append: (bytes: Buffer): number => {
      for (let from = 0; from < bytes.length; ) {
        const within = size % PAGE_BYTES;
        if (within === 0) pages.push(Buffer.allocUnsafe(PAGE_BYTES));
        const page = pages[pages.length - 1] ?? EMPTY;
        const copied = bytes.copy(page, within, from);
        from += copied;
        size += copied;
        if (size % PAGE_BYTES !== 0 || pages.length <= PAGES_IN_MEMORY) continue;
        spilled.write(page, pages.length - 1 - PAGES_IN_MEMORY);
        pages[pages.length - 1] = EMPTY;
      }
      return size;
    },
    read: (start: number, end: number): string => {
      const first = Math.floor(start / PAGE_BYTES);
      const last = Math.floor((end - 1) / PAGE_BYTES);
      const to = end - last * PAGE_BYTES;
      if (first === last) return pageAt(first).toString('utf8', start - first * PAGE_BYTES, to);
      const pieces = [Buffer.from(pageAt(first).subarray(start - first * PAGE_BYTES))];
      for (let at = first + 1; at < last; at++) pieces.push(Buffer.from(pageAt(at)));
      pieces.push(Buffer.from(pageAt(last).subarray(0, to)));
      return Buffer.concat(pieces).toString('utf8');
    },
    close: spilled.close,
  };
}

/** Pages in a file; those read last are kept. */
function makeSpill(path: string) {
  const kept = new Map<number, Buffer>();
  let file: number | null = null;
  return {
    write: (page: Buffer, at: number): void => {
      file ??= openSync(path, 'w+', 0o600);
      writeSync(file, page, 0, PAGE_BYTES, at * PAGE_BYTES);
    },
    read: (at: number): Buffer => {
      const known = kept.get(at);
      if (known !== undefined || file === null) return known ?? EMPTY;
      const [oldest] = kept.keys();
      const isFull = kept.size === PAGES_KEPT && oldest !== undefined;
      const page = (isFull ? kept.get(oldest) : undefined) ?? Buffer.allocUnsafe(PAGE_BYTES);
      if (isFull) kept.delete(oldest);
      readSync(file, page, 0, PAGE_BYTES, at * PAGE_BYTES);
      kept.set(at, page);
      return page;
    },
    close: (): void => {
      if (file === null) return;
      closeSync(file);
      file = null;
      rmSync(path, { force: true });
    },
  };
}

const EMPTY = Buffer.alloc(0);
