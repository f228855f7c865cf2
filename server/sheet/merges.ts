import { type Cell, COLUMNS_MAX, columnName, SheetFault } from './sheet.ts';
import { attributeOf, makeXmlParser } from './xml.ts';

/** A range of cells that is shown as one; only its first cell holds anything. */
interface Merge {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** The merged cells of a sheet, asked for row by row, downwards. */
export interface Merges {
  /** Notes in `cells`, where they are empty, which cells of the row are merged with another. */
  mark(row: number, cells: Cell[]): void;
  /** The next row from `row` on, before `end`, that a cell reaches into from above; or null. */
  nextCovered(row: number, end: number): number | null;
}

const MERGES_MAX = 100_000;
/** They stand behind the rows of a sheet. */
const AFTER_ROWS = 'sheetData>';
const TAIL_BYTES_MAX = 32 * 1024 * 1024;

/** Takes a sheet's bytes, and gives what is merged in it: needed before its rows are read. */
export function makeMergeFinder(part: string): { write(bytes: Buffer): void; end(): Merges } {
  const found: Merge[] = [];
  let before = Buffer.alloc(0);
  let tail: Buffer[] | null = null;
  let tailBytes = 0;
  return {
    write: (bytes) => {
      if (tail === null) {
        const all = Buffer.concat([before, bytes]);
        const at = all.lastIndexOf(AFTER_ROWS);
        before = Buffer.from(all.subarray(-AFTER_ROWS.length));
        // The opening tag of the rows ends alike; what is kept after it is dropped at the next.
        if (at !== -1 && isClosing(all, at)) tail = [all.subarray(at + AFTER_ROWS.length)];
        return;
      }
      tailBytes += bytes.length;
      if (tailBytes > TAIL_BYTES_MAX) throw new SheetFault(`${part} has too much after its rows`);
      tail.push(Buffer.from(bytes));
    },
    end: () => {
      if (tail !== null) readMerges(part, Buffer.concat(tail), found);
      return makeMerges(found.sort((a, b) => a.firstRow - b.firstRow));
    },
  };
}

const SLASH = 47;
const OPENING = 60;

/** Whether the name before `>` belongs to a closing tag, with or without a prefix. */
function isClosing(bytes: Buffer, at: number): boolean {
  const open = bytes.lastIndexOf(OPENING, at);
  return bytes[open + 1] === SLASH;
}

function readMerges(part: string, tail: Buffer, found: Merge[]): void {
  const parser = makeXmlParser(part, {
    wantsText: false,
    onText: () => undefined,
    onClose: () => undefined,
    onOpen: (tag, attributes) => {
      if (tag !== 'mergeCell') return;
      if (found.length === MERGES_MAX) throw new SheetFault('It has too many merged cells');
      const merge = parseRange(attributeOf(attributes, 'ref') ?? '');
      if (merge !== null && merge.firstColumn < MARKED_COLUMNS_MAX) found.push(merge);
    },
  });
  // The tail closes what was opened before it: it is read as the content of a sheet.
  const closed = tail.lastIndexOf('</');
  parser.write(Buffer.from('<sheet>'));
  parser.write(closed === -1 ? tail : tail.subarray(0, closed));
  parser.write(Buffer.from('</sheet>'));
  parser.end();
}

function parseRange(ref: string): Merge | null {
  const [, left = '', top, right = '', bottom] =
    /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(ref) ?? [];
  if (top === undefined || bottom === undefined) return null;
  return {
    firstRow: Number(top),
    lastRow: Number(bottom),
    firstColumn: columnNumber(left),
    lastColumn: Math.min(columnNumber(right), COLUMNS_MAX - 1),
  };
}

/** A is 0. */
export function columnNumber(letters: string): number {
  let number = 0;
  for (let at = 0; at < letters.length; at++) number = number * 26 + letters.charCodeAt(at) - 64;
  return number - 1;
}

function makeMerges(merges: readonly Merge[]): Merges {
  let next = 0;
  let open: Merge[] = [];
  const advance = (row: number): void => {
    if (merges.length === 0) return;
    for (let merge = merges[next]; merge && merge.firstRow <= row; merge = merges[++next]) {
      open.push(merge);
    }
    if (open.some(({ lastRow }) => lastRow < row)) {
      open = open.filter(({ lastRow }) => lastRow >= row);
    }
    // No two merges share a cell: where they do, each row would cost as much as there are.
    if (open.length > MARKED_COLUMNS_MAX) throw new SheetFault('Merged cells overlap each other');
  };
  return {
    mark: (row, cells) => {
      advance(row);
      for (const merge of open) markCells(merge, row, cells);
    },
    nextCovered: (row, end) => {
      advance(row);
      if (row < end && open.some(({ firstRow }) => firstRow < row)) return row;
      // Nothing reaches into this row: the next that is reached follows the start of a merge.
      const tall = [...open, ...merges.slice(next, next + 1)].filter(
        ({ firstRow, lastRow }) => lastRow > firstRow && firstRow + 1 >= row,
      );
      const first = Math.min(...tall.map(({ firstRow }) => firstRow + 1));
      return first < end ? first : null;
    },
  };
}

/** Few columns are of use to anybody; a merge over thousands is not written out. */
const MARKED_COLUMNS_MAX = 64;

function markCells(merge: Merge, row: number, cells: Cell[]): void {
  const origin = `${columnName(merge.firstColumn)}${merge.firstRow}`;
  const last = Math.min(merge.lastColumn, MARKED_COLUMNS_MAX - 1);
  for (let column = merge.firstColumn; column <= last; column++) {
    if (row === merge.firstRow && column === merge.firstColumn) continue;
    while (cells.length <= column) cells.push('');
    if (cells[column] === '') cells[column] = { fault: `is merged with ${origin}` };
  }
}
