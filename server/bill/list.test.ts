import { describe, expect, test } from 'vitest';
import type { BillSummary } from '#contract/bill.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { listAll } from '#test/list-all.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db } = await openTestApp();
const admin = client(app, await asAdmin());
const biller = client(app, await asUser('biller'));
const dispatcher = client(app, await asUser('dispatcher', 'jaipur'));
const scans = scanner(app, await asAdmin());

for (let at = 0; at < 12; at++) {
  const by = at % 3 === 0 ? admin : biller;
  const dealer = ['Ram & Sons', 'ram_1', 'Shyam'][at % 3];
  await by.post('/api/v2/bills', { code: `KOTA-${at}`, dealer, target: 1 });
}
await biller.post('/api/v2/bills', { code: 'KOTA', target: 2 });
await biller.post('/api/v2/bills', { code: 'X-KOTA-9' });
await scans.send([
  { action: 'pack', code: '0000001', parent: 'SB00001' },
  { action: 'pack', code: '0000002', parent: 'M444-00002' },
  { action: 'open', code: 'SB00003' },
  { action: 'bill', code: 'SB00001', bill: 'KOTA' },
  { action: 'bill', code: 'M444-00002', bill: 'KOTA' },
  { action: 'bill', code: 'SB00003', bill: 'KOTA-1' },
]);
await admin.post('/api/v2/bills/KOTA-1/complete');

const list = (query: string): Promise<BillSummary[]> =>
  listAll((cursor) => dispatcher.get(`/api/v2/bills?limit=4&${query}${cursor}`));
const codesOf = async (query: string) => (await list(query)).map(({ code }) => code);

describe('GET /api/v2/bills', () => {
  test('lists all, newest first, without their parents', async () => {
    const bills = await list('');
    expect(bills.map(({ code }) => code).slice(0, 3)).toEqual(['X-KOTA-9', 'KOTA', 'KOTA-11']);
    expect(bills).toHaveLength(14);
    expect(bills[1]).toEqual({
      code: 'KOTA',
      status: 'processing',
      target: 2,
      dealer: null,
      destination: null,
      vehicle: null,
      description: null,
      parentCount: 2,
      childCount: 2,
      expectedWeightKg: 45,
      actualWeightKg: 2,
      varianceKg: -43,
      createdBy: 'biller',
      createdAt: expect.any(String),
      completedAt: null,
    });
  });

  test('searches the whole code first, then its beginning, then any part', async () => {
    const codes = await codesOf('q=kota');
    expect(codes[0]).toBe('KOTA');
    expect(codes.slice(1, 13)).toEqual(Array.from({ length: 12 }, (_, at) => `KOTA-${11 - at}`));
    expect(codes.slice(13)).toEqual(['X-KOTA-9']);
    expect(await codesOf('q=ta')).toEqual([]);
    expect(await codesOf('q=ta-1')).toEqual(['KOTA-11', 'KOTA-10', 'KOTA-1']);
    expect(await codesOf('q=%25%25%25')).toEqual([]);
    expect(await codesOf('q=%E0%A4%95')).toEqual([]);
  });

  test.each([
    ['status=completed', ['KOTA-1']],
    ['status=processing', ['KOTA']],
    ['dealer=SHY', ['KOTA-11', 'KOTA-8', 'KOTA-5', 'KOTA-2']],
    ['dealer=ram_', ['KOTA-10', 'KOTA-7', 'KOTA-4', 'KOTA-1']],
    ['dealer=am', []],
    ['createdBy=ADMIN', ['KOTA-9', 'KOTA-6', 'KOTA-3', 'KOTA-0']],
    ['createdBy=nobody', []],
    ['createdBy=biller&dealer=ram&status=new', ['KOTA-10', 'KOTA-7', 'KOTA-4']],
  ])('filters by %s', async (query, codes) => {
    expect(await codesOf(query)).toEqual(codes);
  });

  test('takes the period from its first moment to before its last', async () => {
    const bills = await list('q=KOTA-');
    const [from, to] = [bills.at(-3)?.createdAt, bills[2]?.createdAt];
    const codes = await codesOf(`q=KOTA-&from=${from}&to=${to}`);
    expect(codes).toEqual(bills.slice(3, -2).map(({ code }) => code));
  });

  test.each([
    ['limit=0', 'malformed_request'],
    ['limit=501', 'malformed_request'],
    ['status=lost', 'malformed_request'],
    ['from=yesterday', 'malformed_request'],
    ['from=2025-12-31T23:59:60Z', 'malformed_request'],
    ['cursor=nonsense', 'bad_cursor'],
    ['cursor=WyJiYWdzIiwiYWxsIl0', 'bad_cursor'],
  ])('refuses %s', async (query, code) => {
    const response = await dispatcher.get(`/api/v2/bills?${query}`);
    expect([response.statusCode, response.json().code]).toEqual([400, code]);
  });
});

describe('GET /api/v2/bills/summary', () => {
  test("sums over the site's today", async () => {
    const response = await dispatcher.get('/api/v2/bills/summary');
    expect(response.json()).toEqual({
      from: expect.stringMatching(/T18:30:00Z$/),
      to: expect.stringMatching(/T18:30:00Z$/),
      billCount: 14,
      byStatus: { new: 12, processing: 1, completed: 1 },
      byUser: { admin: 4, biller: 10 },
      parentCount: 3,
      childCount: 2,
      expectedWeightKg: 75,
      actualWeightKg: 2,
      varianceKg: -73,
    });
  });

  test('sums over the bills created in a period', async () => {
    await db.runText(`update bill set created_at = '2025-03-10T18:29:59Z' where code = 'KOTA'`, []);
    const summary = async (query: string) =>
      (await dispatcher.get(`/api/v2/bills/summary?${query}`)).json();
    const period = 'from=2025-03-09T18:30:00Z&to=2025-03-10T18:30:00Z';
    expect(await summary(period)).toMatchObject({ billCount: 1, expectedWeightKg: 45 });
    const { from, billCount } = await summary('to=2025-03-10T18:30:00Z');
    expect([from, billCount]).toEqual(['2025-03-09T18:30:00Z', 1]);
    const before = await summary('from=2025-01-01T00:00:00Z&to=2025-01-02T00:00:00Z');
    expect(before).toMatchObject({ billCount: 0, byUser: {}, varianceKg: 0 });
  });
});
