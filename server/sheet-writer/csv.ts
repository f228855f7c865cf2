import { type Cell, type Column, guardText } from './column.ts';

/** Without it Excel takes the file for one in the machine's old code page, and Hindi for signs. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** Rows as CSV (RFC 4180) in UTF-8: one text a batch, the first with the heads. */
export async function* csvOf<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lineOf(columns.map(({ name }) => name));
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) {
      let line = '';
      for (const { of } of columns) line += `,${cellOf(of(row))}`;
      text += line.slice(1) + LINE_END;
    }
    yield text;
  }
}

function lineOf(cells: readonly Cell[]): string {
  return cells.map(cellOf).join(',') + LINE_END;
}

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = guardText(cell);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
