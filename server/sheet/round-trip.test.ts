import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { bookOf, sheetOf } from '../sheet-writer/xlsx.ts';
import { delimiterOf } from './csv.ts';
import { readSheets } from './read-sheets.ts';
import type { Cell } from './sheet.ts';

/** What is written is read as it was, whoever wrote it. */

const folder = await mkdtemp(join(tmpdir(), 'traitortrack-round-'));
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: Buffer | string): Promise<readonly Cell[][]> {
  const path = join(folder, 'sheet');
  await writeFile(path, bytes);
  const rows: Cell[][] = [];
  await readSheets(path, join(folder, 'spill'), {
    onSheet: () => undefined,
    onRow: (row, cells) => {
      rows[row - 1] = [...cells];
    },
  });
  return [...rows];
}

/** What people write into cells: signs, quotes, line ends, other scripts. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    'a,b',
    'x "y" z',
    '"',
    '""',
    'two\nlines',
    'two\r\nlines',
    'गुप्ता',
    ' kept ',
    '1;2',
  ),
);
/** Begins with a cell that is not blank, so that no row is taken for a blank one. */
const row = fc.array(text, { maxLength: 4 }).map((cells) => ['x', ...cells]);
const rows = fc.array(row, { minLength: 1, maxLength: 12 });

/** As RFC 4180 has it, with every field in quotes. */
function quoted(lines: readonly (readonly string[])[], delimiter: string, end: string): string {
  const field = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  return lines.map((cells) => cells.map(field).join(delimiter)).join(end);
}

describe('a text with delimiters', () => {
  test.each([
    [',', '\n'],
    [';', '\r\n'],
    ['\t', '\r'],
    ['|', '\n'],
  ])('is read as it was written, with %j and %j', async (delimiter, end) => {
    await fc.assert(
      fc.asyncProperty(rows, async (lines) => {
        const head = ['one', 'two', 'three'];
        const written = quoted([head, ...lines], delimiter, end);
        expect(await read(`sep=${delimiter}\r\n${written}`)).toEqual([head, ...lines]);
        expect(await read(`${written}${end}`)).toEqual([head, ...lines]);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['qr_id,type,parent_qr_id\n1,2,3', ','],
    ['qr_id;type;parent_qr_id\n1,5;2,5;3', ';'],
    ['Sr.\tQR\n1\tLABEL NO.:1 LOT NO.:2, D.O.T.:3', '\t'],
    ['"a;b",c\n1,2', ','],
    ['a|b\n1|2', '|'],
    ['bill_id\nB-1', ','],
    ['', ','],
    ['a;b,c\n1;2\n3;4\n5;6', ';'],
  ])('%j is delimited by %j', (head, delimiter) => {
    expect(delimiterOf(head)).toBe(delimiter);
  });
});

describe('a workbook', () => {
  test('is read as our own writer wrote it', async () => {
    const columns = [0, 1, 2, 3, 4].map((at) => ({
      name: `column ${at}`,
      type: 'text' as const,
      of: (cells: readonly string[]) => cells[at] ?? null,
    }));
    // What XML cannot hold is not written, and a formula's sign has an apostrophe in front.
    const plain = (cell: string) => /^[\t\n\r -\ud7ff\ue000-\ufffd]*$/u.test(cell);
    const safe = rows.filter((lines) =>
      lines.flat().every((cell) => plain(cell) && !/^[=+\-@\t\r]|_x/.test(cell)),
    );
    await fc.assert(
      fc.asyncProperty(safe, async (lines) => {
        async function* batches() {
          yield lines;
        }
        const sheet = sheetOf('bags', columns, batches());
        const bytes = await buffer(bookOf([sheet], { timeZone: 'UTC' }));
        const [, ...found] = await read(bytes);
        const padded = lines.map((cells) => [...cells, '', '', '', ''].slice(0, 5));
        const same = (cells: readonly Cell[]) =>
          [...cells, '', '', '', '']
            .slice(0, 5)
            .map((cell) => String(cell).replaceAll('\r\n', '\n'));
        expect(found.map(same)).toEqual(padded.map(same));
      }),
      { numRuns: 40 },
    );
  });
});
