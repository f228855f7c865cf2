import { buffer } from 'node:stream/consumers';
import readSheets from 'read-excel-file/node';
import { expect, test } from 'vitest';
import type { Column } from './column.ts';
import { makeSerialClock } from './serial-time.ts';
import { bookOf, sheetOf } from './xlsx.ts';

interface Row {
  readonly place: number;
  readonly text: string | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: 'place', type: 'number', of: ({ place }) => place },
  { name: 'text & more', type: 'text', of: ({ text }) => text },
];

const rowsOf = (count: number, text: string | null = 'x') =>
  Array.from({ length: count }, (_, at): Row => ({ place: at + 1, text }));

async function* inBatches(rows: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

const read = async (...given: Parameters<typeof bookOf>) =>
  readSheets(await buffer(bookOf(...given)));
const UTC = { timeZone: 'UTC' };

test.each([
  [0, [0]],
  [9, [9]],
  [10, [9, 1]],
  [18, [9, 9]],
  [25, [9, 9, 7]],
])('%d rows fill sheets of ten with their heads: %j', async (count, expected) => {
  const sheets = await read([sheetOf('bags', COLUMNS, inBatches(rowsOf(count), 4))], {
    ...UTC,
    rowsMax: 10,
  });
  expect(sheets.map(({ data }) => data.length - 1)).toEqual(expected);
  expect(sheets.map(({ sheet }) => sheet)).toEqual(
    expected.map((_, at) => (at === 0 ? 'bags' : `bags ${at + 1}`)),
  );
  for (const { data } of sheets) expect(data[0]).toEqual(['place', 'text & more']);
  const places = sheets.flatMap(({ data }) => data.slice(1).map(([place]) => place));
  expect(places).toEqual(rowsOf(count).map(({ place }) => place));
});

test('a book has several sheets, each under its own name', async () => {
  const sheets = await read(
    [
      sheetOf('one', COLUMNS, inBatches(rowsOf(2), 9)),
      sheetOf('a name that is longer than Excel takes', COLUMNS, inBatches(rowsOf(1), 9)),
    ],
    UTC,
  );
  expect(sheets.map(({ sheet, data }) => [sheet, data.length])).toEqual([
    ['one', 3],
    ['a name that is longer than Exce', 2],
  ]);
});

test.each([
  ['<b>&"\'', '<b>&"\''],
  ['two\nlines', 'two\nlines'],
  ['दुकान 😀', 'दुकान 😀'],
  ['nul\u0000 and \u001bescape', 'nul and escape'],
  ['=1+1', "'=1+1"],
  ['-22', "'-22"],
  ['0016586', '0016586'],
  [null, null],
])('the text %j is read as %j', async (text, expected) => {
  const [sheet] = await read([sheetOf('s', COLUMNS, inBatches(rowsOf(1, text), 9))], UTC);
  // The reader leaves empty cells at a row's end away.
  expect(sheet?.data[1]?.[1] ?? null).toBe(expected);
});

test('what fails in the middle fails the file', async () => {
  async function* failing(): AsyncGenerator<readonly Row[]> {
    yield rowsOf(1);
    throw new Error('the database went away');
  }
  await expect(buffer(bookOf([sheetOf('s', COLUMNS, failing())], UTC))).rejects.toThrow(
    'the database went away',
  );
});

test('whoever reads no further ends what is written', async () => {
  let isEnded = false;
  async function* endless(): AsyncGenerator<readonly Row[]> {
    try {
      for (;;) yield rowsOf(1_000, crypto.randomUUID());
    } finally {
      isEnded = true;
    }
  }
  const book = bookOf([sheetOf('s', COLUMNS, endless())], UTC);
  let bytes = 0;
  for await (const chunk of book) {
    bytes += chunk.length;
    if (bytes > 100_000) break;
  }
  await expect.poll(() => isEnded).toBe(true);
});

test.each([
  ['Asia/Kolkata', '2025-09-30T10:15:00.5Z', 45_930 + (15 * 3_600 + 45 * 60) / 86_400],
  ['Asia/Kolkata', '2025-09-30T20:15:00Z', 45_931 + (105 * 60) / 86_400],
  ['Europe/Berlin', '2026-03-29T00:59:59Z', 46_110 + (2 * 3_600 - 1) / 86_400],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 46_110 + (3 * 3_600) / 86_400],
  ['America/New_York', '2026-01-01T00:00:00Z', 46_022 + (19 * 3_600) / 86_400],
  ['Asia/Kolkata', '2025-09-30', 45_930],
])('a clock in %s shows %s as %d', (timeZone, iso, days) => {
  expect(makeSerialClock(timeZone)(iso)).toBeCloseTo(days, 5);
});
