import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportRow } from '#contract/import.ts';
import { client } from '#test/client.ts';
import { importsClient, openImportingApp } from '#test/imports.ts';
import { textRows, workbook } from '#test/workbook.ts';

/** Whatever stands in a packing or billing sheet: each row has one fate, and blank ones none. */

const { app, asAdmin } = await openImportingApp();
const headers = await asAdmin();
const imports = importsClient(app, headers);
const admin = client(app, headers);

type Row = readonly [serial: string | null, text: string | null];

const serial = fc.constantFrom(null, '1', 'Parent Code', 'parent code', 'Bill', 'Bill No.', ' ');
const text = fc.constantFrom(
  null,
  '',
  ' ',
  'LABEL NO.:4000001',
  'LABEL NO.: 4000002 LOT NO.:L, D.O.T.:30/09/2025',
  'label no 4000003',
  'LABEL NO.:',
  'LABEL NO.:4000001 LABEL NO.:4000002',
  'SB40001',
  'sb40002',
  ' M444-40001 ',
  'SB4',
  '4000001',
  'BILL-4',
  'B/4',
  'Total',
  '<![CDATA[<b>]]>',
);
const sheet = fc.array(fc.tuple(serial, text), { maxLength: 20 });

function isBlank([first, second]: Row): boolean {
  return [first, second].every((cell) => cell === null || cell.trim() === '');
}

async function fatesOf(kind: string, mode: string, sheets: readonly (readonly Row[])[]) {
  const bytes = await workbook({
    sheets: sheets.map((rows, at) => ({
      name: `S${at}`,
      rows: textRows(['Sr.', 'Text'], ...rows),
    })),
  });
  const done = await imports.run(`kind=${kind}&mode=${mode}`, { name: 'x.xlsx', bytes });
  expect(done.fault).toBeNull();
  const rows = await imports.rows(done.id);
  expect(done.rows).toBe(rows.length);
  expect(Object.values(done.counts).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
  return rows;
}

const placeOf = ({ sheet, row }: Pick<ImportRow, 'sheet' | 'row'>) => `${sheet} ${row}`;

describe.each(['packing', 'billing'])('any %s sheet', (kind) => {
  test('has one fate for each row that is not blank, in the order of the file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sheet, { minLength: 1, maxLength: 3 }), async (sheets) => {
        const expected = sheets.flatMap((rows, at) =>
          rows.flatMap((row, nth) =>
            isBlank(row) ? [] : [placeOf({ sheet: `S${at}`, row: nth + 2 })],
          ),
        );
        const foreseen = await fatesOf(kind, 'dry_run', sheets);
        expect(foreseen.map(placeOf)).toEqual(expected);
        const done = await fatesOf(kind, 'commit', sheets);
        expect(done.map(placeOf)).toEqual(expected);
        expect(done.map(({ fate, reason }) => [fate, reason])).toEqual(
          foreseen.map(({ fate, reason }) => [fate, reason]),
        );
        for (const { detail } of done) expect(detail).not.toBe('');
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

test('and nothing of it was counted twice', async () => {
  const { statistics } = (await admin.get('/api/v2/stats')).json();
  const { items } = (await admin.get('/api/v2/bags?limit=500')).json();
  expect(statistics.total_bags).toBe(items.length);
});
