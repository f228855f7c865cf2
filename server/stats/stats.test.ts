import { expect, test, vi } from 'vitest';
import { getStats, type Stats } from '#contract/stats.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, db, openSecondApp } = await openTestApp();
const headers = await asAdmin();
const admin = client(app, headers);
const scans = scanner(app, headers);
const other = client((await openSecondApp()).app, headers);

async function statsBy(who = admin): Promise<Stats> {
  const response = await who.get('/api/v2/stats');
  expect(response.statusCode, response.body).toBe(200);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  return response.json();
}

/** Asks until nothing cached is left of before. */
async function newest(who = admin): Promise<Stats['statistics']> {
  return vi.waitUntil(
    async () => {
      const { cached, statistics } = await statsBy(who);
      return cached ? null : statistics;
    },
    { timeout: 1_000, interval: 20 },
  );
}

test('counts what there is, and nothing at first', async () => {
  expect(await statsBy()).toEqual({
    success: true,
    statistics: {
      total_bags: 0,
      total_parent_bags: 0,
      total_child_bags: 0,
      total_scans: 0,
      scans_today: 0,
      total_bills: 0,
      bills_by_status: { new: 0, processing: 0, completed: 0 },
      total_users: 1,
    },
    cached: false,
    cache_age: 0,
  });
});

test('counts bags, scans, bills and users within a second, on every instance', async () => {
  await Promise.all([statsBy(), statsBy(other)]);
  await admin.post('/api/v2/bills', { code: 'B-1', target: 1 });
  await admin.post('/api/v2/bills', { code: 'B-2' });
  await admin.post('/api/v2/bills', { code: 'B-3' });
  await admin.delete('/api/v2/bills/B-3');
  await scans.send([
    { action: 'pack', code: '0000001', parent: 'SB00001' },
    { action: 'pack', code: '0000001', parent: 'SB00001' },
    { action: 'register', code: 'LOOSE-1' },
    { action: 'register', code: 'LOOSE-2' },
    { action: 'void', code: 'LOOSE-2' },
    { action: 'bill', code: 'SB00001', bill: 'B-1' },
    { action: 'pack', code: 'no code', parent: 'SB00001' },
  ]);
  await admin.post('/api/v2/bills/B-1/complete');
  const expected = {
    total_bags: 3,
    total_parent_bags: 1,
    total_child_bags: 2,
    total_scans: 7,
    scans_today: 7,
    total_bills: 2,
    bills_by_status: { new: 1, processing: 0, completed: 1 },
    total_users: 1,
  };
  expect(await Promise.all([newest(), newest(other)])).toEqual([expected, expected]);
});

test("counts the scans of the site's day only as today's", async () => {
  await db.runText(`update tally set day = day - 1`, []);
  expect(await newest()).toMatchObject({ total_scans: 7, scans_today: 0 });
});

test('is read once for all who ask within half a second, and says how old it is', async () => {
  await newest();
  const many = await Promise.all(Array.from({ length: 50 }, () => statsBy()));
  for (const { cached, cache_age } of many) {
    expect(cached).toBe(true);
    expect(cache_age).toBeLessThan(0.5);
  }
});

test('has the shape that the contract documents', async () => {
  const shape = getStats.response[200].properties;
  const stats = await statsBy();
  expect(Object.keys(stats).sort()).toEqual(Object.keys(shape).sort());
  expect(Object.keys(stats.statistics)).toEqual(Object.keys(shape.statistics.properties));
});

test('is for people who are signed in', async () => {
  expect((await client(app).get('/api/v2/stats')).statusCode).toBe(401);
});
