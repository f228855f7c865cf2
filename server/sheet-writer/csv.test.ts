import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, type Column, guardText } from './column.ts';
import { csvOf } from './csv.ts';

type Row = readonly Cell[];

const columns = (count: number): Column<Row>[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `column ${at}`,
    type: 'text',
    of: (row) => row[at] ?? null,
  }));

async function* batchesOf(...batches: readonly (readonly Row[])[]): AsyncGenerator<readonly Row[]> {
  yield* batches;
}

async function write(count: number, ...batches: readonly (readonly Row[])[]): Promise<string> {
  let text = '';
  for await (const part of csvOf(columns(count), batchesOf(...batches))) text += part;
  return text;
}

const read = (text: string): string[][] => parse(text, { bom: true });

describe('a CSV', () => {
  test('begins with a byte order mark and its heads, also when there is nothing', async () => {
    expect(await write(2)).toBe('\ufeffcolumn 0,column 1\r\n');
  });

  test('ends each line, the last one too, and goes on over batches', async () => {
    const text = await write(1, [['a'], ['b']], [], [['c']]);
    expect(text).toBe('\ufeffcolumn 0\r\na\r\nb\r\nc\r\n');
  });

  test.each([
    [null, ''],
    [-22, '-22'],
    [0.5, '0.5'],
    ['0016586', '0016586'],
    ['a "quoted", one', '"a ""quoted"", one"'],
    ['two\r\nlines', '"two\r\nlines"'],
    [' kept ', '" kept "'],
    ['गुप्ता', 'गुप्ता'],
    ['=1+1', "'=1+1"],
    ['-22', "'-22"],
    ['\tx', "'\tx"],
    ['@x,y', `"'@x,y"`],
    ["'x", "'x"],
  ])('has %j as %s', async (cell, written) => {
    expect(await write(1, [[cell]])).toBe(`\ufeffcolumn 0\r\n${written}\r\n`);
  });

  test('is read as it was meant, whatever is in it', async () => {
    const texts = fc.array(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 3, maxLength: 3 }),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (rows) => {
        const [, ...lines] = read(await write(3, rows));
        expect(lines).toEqual(rows.map((row) => row.map(guardText)));
      }),
    );
  });

  test('has no cell that a spreadsheet takes for a formula', async () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r');
    await fc.assert(
      fc.asyncProperty(start, fc.string(), async (first, rest) => {
        const [, [cell] = []] = read(await write(1, [[first + rest]]));
        expect(cell).toBe(`'${first}${rest}`);
      }),
    );
  });
});
