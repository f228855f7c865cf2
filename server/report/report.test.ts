import readSheets from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import type { DayReport } from '#contract/report.ts';
import { siteDayAt } from '#domain/site-day.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { readPdf } from '#test/pdf.ts';
import { scanner } from '#test/scanner.ts';

const { app, db, asAdmin, asUser } = await openTestApp();
const admin = client(app, await asAdmin());
const jaipur = client(app, await asUser('dispatcher', 'jaipur'));
const inJaipur = scanner(app, await asUser('dispatcher', 'jaipur'));
const inIndore = scanner(app, await asUser('dispatcher', 'indore'));
const office = scanner(app, await asUser('biller'));

const today = siteDayAt(Date.now(), 'Asia/Kolkata');
const fill = (parent: string, first: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    action: 'pack',
    code: String(first + at),
    parent,
  }));

for (const bill of ['FULL-1', 'SHORT-1', 'SHORT-2', 'OLD-1']) {
  const target = bill === 'FULL-1' ? 1 : 3;
  await admin.post('/api/v2/bills', { code: bill, target, dealer: 'गुप्ता' });
}
await inJaipur.send([
  ...fill('M444-00001', 1_000_000, 15),
  ...fill('M444-00002', 1_000_100, 15),
  ...fill('M444-00003', 1_000_200, 4),
  { action: 'open', code: 'M444-00009' },
  { action: 'pack', code: 'no code at all', parent: 'M444-00003' },
]);
await inIndore.send([
  ...fill('SB20001', 2_000_000, 3),
  ...fill('SB20002', 2_000_100, 5),
  { action: 'seal', code: 'SB20002', reason: 'the season is over' },
  { action: 'move', code: '2000100', parent: 'SB20001' },
]);
await office.send([
  { action: 'bill', code: 'M444-00001', bill: 'FULL-1' },
  { action: 'bill', code: 'SB20001', bill: 'SHORT-1' },
]);
await admin.post('/api/v2/bills/FULL-1/complete');
await admin.post('/api/v2/bills/SHORT-1/complete', { reason: 'the truck is small' });

const report = async (day = today, by = admin): Promise<DayReport> => {
  const response = await by.get(`/api/v2/reports/day?day=${day}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
};
const codesOf = (items: readonly { code: string }[]) => items.map(({ code }) => code).sort();

describe('the report of a day', () => {
  test('counts what was done, by area and by user', async () => {
    const { areas, users, total, day } = await report();
    expect(day).toBe(today);
    const ofJaipur = { scans: 36, packed: 34, filled: 2, billed: 0, refused: 1 };
    const ofIndore = { scans: 10, packed: 9, filled: 0, billed: 0, refused: 0 };
    expect(users).toEqual([
      { user: 'biller', scans: 2, packed: 0, filled: 0, billed: 2, refused: 0 },
      { user: 'dispatcher.indore', ...ofIndore },
      { user: 'dispatcher.jaipur', ...ofJaipur },
    ]);
    // A billed parent counts where the parent is.
    expect(areas).toEqual([
      { area: 'indore', ...ofIndore, scans: 11, billed: 1 },
      { area: 'jaipur', ...ofJaipur, scans: 37, billed: 1 },
    ]);
    expect(total).toEqual({ scans: 48, packed: 43, filled: 2, billed: 2, refused: 1 });
  });

  test('sums the bills as their own summary does', async () => {
    const { bills } = await report();
    expect(bills).toMatchObject({
      billCount: 4,
      byStatus: { new: 2, processing: 0, completed: 2 },
      parentCount: 2,
      childCount: 19,
      expectedWeightKg: 45,
      actualWeightKg: 19,
      varianceKg: -26,
    });
    const summary = await admin.get('/api/v2/bills/summary');
    expect(summary.json()).toEqual(bills);
  });

  test('says what does not add up', async () => {
    const { partFull, belowTarget, notBilled } = (await report()).doesNotAddUp;
    expect([partFull.count, codesOf(partFull.parents)]).toEqual([2, ['M444-00003', 'SB20001']]);
    expect(partFull.parents.find(({ code }) => code === 'M444-00003')).toEqual({
      code: 'M444-00003',
      product: 'Moong',
      area: 'jaipur',
      childCount: 4,
      capacity: 15,
      status: 'open',
      bill: null,
      createdAt: expect.stringMatching(/Z$/),
    });
    const short = ['OLD-1', 'SHORT-1', 'SHORT-2'];
    expect([belowTarget.count, codesOf(belowTarget.bills)]).toEqual([3, short]);
    expect([notBilled.count, codesOf(notBilled.parents)]).toEqual([2, ['M444-00002', 'SB20002']]);
  });

  test('shows a dispatcher the own area, and every bill', async () => {
    const { areas, doesNotAddUp } = await report(today, jaipur);
    expect(areas.map(({ area }) => area)).toEqual(['jaipur']);
    expect(codesOf(doesNotAddUp.partFull.parents)).toEqual(['M444-00003']);
    expect(codesOf(doesNotAddUp.notBilled.parents)).toEqual(['M444-00002']);
    expect(doesNotAddUp.belowTarget.count).toBe(3);
  });

  test('of another day has nothing of today', async () => {
    await db.runText("update bill set created_at = '2024-02-01Z' where code = 'OLD-1'", []);
    const before = await report('2024-02-10');
    expect(before.total.scans).toBe(0);
    expect(before.bills.billCount).toBe(0);
    expect(codesOf(before.doesNotAddUp.belowTarget.bills)).toEqual(['OLD-1']);
    expect(before.doesNotAddUp.partFull.count).toBe(0);
    await db.runText(
      `update bill set completed_at = completed_at - interval '40 days',
         created_at = created_at - interval '40 days' where code = 'SHORT-1'`,
      [],
    );
    const { belowTarget } = (await report()).doesNotAddUp;
    expect(codesOf(belowTarget.bills)).toEqual(['OLD-1', 'SHORT-2']);
  });

  test.each(['yesterday', '2026-02-30', '0000-01-01'])('is refused for %s', async (day) => {
    expect((await admin.get(`/api/v2/reports/day?day=${day}`)).statusCode).toBe(400);
  });
});

describe('the report as a file', () => {
  test('on paper has its tables and what does not add up', async () => {
    const response = await admin.get('/api/v2/reports/day.pdf');
    expect(response.headers['content-disposition']).toContain(`day-${today}.pdf`);
    const text = (await readPdf(response.rawPayload)).map((page) => page.text).join('\n');
    expect(text).toContain(`End of day ${today}`);
    expect(text).toMatch(/jaipur\s+37\s+34\s+2\s+1\s+1/);
    expect(text).toContain('Part-full parents left open: 2');
    expect(text).toContain('Parents packed but not billed: 2');
    expect(text).toMatch(/SHORT-2\s+गुप्ता\s+new\s+0 of 3/);
  });

  test('as a workbook has a sheet for each table', async () => {
    const response = await admin.get(`/api/v2/reports/day.xlsx?day=${today}`);
    const sheets = await readSheets(response.rawPayload);
    const byName = new Map(sheets.map(({ sheet, data }) => [sheet, data]));
    expect([...byName.keys()]).toEqual([
      ...['Bills', 'Areas', 'Users', 'Part-full, left open', 'Bills below target'],
      'Packed, not billed',
    ]);
    expect(byName.get('Areas')).toContainEqual(['jaipur', 37, 34, 2, 1, 1]);
    expect(
      byName
        .get('Packed, not billed')
        ?.map(([code]) => code)
        .sort(),
    ).toEqual([...['M444-00002', 'SB20002', 'parent']]);
  });
});
