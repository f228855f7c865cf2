import { describe, expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';
import { periodOf } from './period.ts';

const { app, asAdmin, db } = await openTestApp();
const headers = await asAdmin();
const admin = client(app, headers);

test.each([
  ['2026-11-29', '2026-11-28T18:30:00.0Z', '2026-11-29T18:30:00.0Z'],
  ['2026-11-29T00:00Z', '2026-11-29T00:00:00.0Z', '2026-11-29T00:00:00.0Z'],
  ['2026-11-29T09:30+05:30', '2026-11-29T04:00:00.0Z', '2026-11-29T04:00:00.0Z'],
  [
    '2026-11-29 09:30:15,1234567+0530',
    '2026-11-29T04:00:15.123456Z',
    '2026-11-29T04:00:15.123456Z',
  ],
])('%s begins and ends a period', (text, from, to) => {
  expect(periodOf({ from: text, to: text }, 'Asia/Kolkata')).toEqual({ from, to });
});

test.each([
  ...['soon', '2026-02-31', '2026-02-31T00:00Z', '2026-11-29T00:00', '2026-11', '1764374400'],
  ...['0000-01-01', '9999-12-31', '2026-11-29T25:00Z', '2026-11-29T23:59:60Z', ''],
])('%j is no end of one', async (text) => {
  for (const url of ['/api/v2/bags', '/api/v2/bills/summary', '/api/v2/exports/scans.csv']) {
    const response = await admin.get(`${url}?to=${encodeURIComponent(text)}`);
    expect([response.statusCode, response.json().errors]).toEqual([
      400,
      [{ pointer: '/to', detail: expect.stringContaining('must be a day such as 2026-11-29') }],
    ]);
  }
});

describe('a day of the site', () => {
  test('has all of it, in lists, exports and sums alike', async () => {
    const scans = scanner(app, headers);
    await scans.send(['SB00001', 'SB00002', 'SB00003'].map((code) => ({ action: 'open', code })));
    // The first and the last millisecond of the 29th in Kolkata, and the first of the 30th.
    const times = [
      ['SB00001', '2025-11-28T18:30:00.000Z'],
      ['SB00002', '2025-11-29T18:29:59.999Z'],
      ['SB00003', '2025-11-29T18:30:00.000Z'],
    ];
    for (const [code, at] of times) {
      await db.runText('update bag set created_at = $2 where code = $1', [code, at]);
    }
    const day = 'from=2025-11-29&to=2025-11-29';
    const { items } = (await admin.get(`/api/v2/bags?${day}&sort=code`)).json();
    expect(items.map(({ code }: { code: string }) => code)).toEqual(['SB00001', 'SB00002']);
    const csv = (await admin.get(`/api/v2/exports/bags.csv?${day}`)).body;
    expect(csv.match(/SB0000\d/g)?.sort()).toEqual(['SB00001', 'SB00002']);
    expect((await admin.get(`/api/v2/bills/summary?${day}`)).json()).toMatchObject({
      from: '2025-11-28T18:30:00Z',
      to: '2025-11-29T18:30:00Z',
    });
  });
});
