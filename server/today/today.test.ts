import { beforeAll, describe, expect, test } from 'vitest';
import { getToday, type Today } from '#contract/today.ts';
import { client } from '#test/client.ts';
import { type Headers, openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';
import { makeDayCounter } from './count.ts';

const { app, deps, asAdmin, asUser, db, openSecondApp } = await openTestApp();
const admin = await asAdmin();
const jaipur = await asUser('dispatcher', 'jaipur');
const indore = await asUser('dispatcher', 'indore');

async function todayOf(headers: Headers, server = app): Promise<Today> {
  const response = await client(server, headers).get('/api/v2/stats/today');
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

/** Asks another server, which has read nothing yet. */
async function freshToday(headers: Headers): Promise<Today> {
  const { app: fresh } = await openSecondApp();
  return todayOf(headers, fresh);
}

const sumOf = (hours: Today['hours'], what: 'packed' | 'billed' | 'refused') =>
  hours.reduce((sum, hour) => sum + hour[what], 0);

test('a day without scans has all its hours, and nothing in them', async () => {
  const today = await todayOf(admin);
  expect(today.hours).toHaveLength(24);
  // The site's midnight in Kolkata is half past six in the evening in UTC.
  expect(today.hours[0]?.hour).toMatch(/T18:30:00\.000Z$/);
  expect(Date.parse(today.hours[23]?.hour ?? '') - Date.parse(today.hours[0]?.hour ?? '')).toBe(
    23 * 3_600_000,
  );
  expect(today).toMatchObject({
    stations: [],
    people: [],
    openParents: { count: 0, isAll: true, items: [] },
    billsProcessing: 0,
  });
  expect(Object.keys(today)).toEqual(Object.keys(getToday.response[200].properties));
});

describe('a day of work', () => {
  beforeAll(async () => {
    await client(app, admin).post('/api/v2/bills', { code: 'B-1' });
    await scanner(app, jaipur).send([
      { action: 'pack', code: '1000001', parent: 'SB10000', station: 'bench 1' },
      { action: 'pack', code: '1000002', parent: 'SB10000', station: 'bench 1' },
      { action: 'pack', code: '1000002', parent: 'SB10000', station: 'bench 1' },
      { action: 'open', code: 'SB10001', station: 'bench 1' },
    ]);
    await scanner(app, indore).send([
      { action: 'pack', code: '2000001', parent: 'SB20000', station: 'bench 2' },
      { action: 'seal', code: 'SB99999', station: 'bench 2' },
      { action: 'pack', code: 'no code', parent: 'SB20000', station: 'bench 2' },
    ]);
    await scanner(app, admin).send([{ action: 'bill', code: 'SB10000', bill: 'B-1' }]);
  });

  test('is told by hour, by station and by person', async () => {
    const today = await freshToday(admin);
    expect(sumOf(today.hours, 'packed')).toBe(3);
    expect(sumOf(today.hours, 'billed')).toBe(1);
    expect(sumOf(today.hours, 'refused')).toBe(2);
    expect(today.stations[0]).toMatchObject({ station: 'bench 1', packed: 2, refused: 0 });
    const others = [
      { station: 'bench 2', packed: 1, billed: 0, refused: 2 },
      { station: null, packed: 0, billed: 1, refused: 0 },
    ];
    for (const station of others)
      expect(today.stations).toContainEqual(expect.objectContaining(station));
    expect(today.people).toMatchObject([
      { username: 'admin', station: null, scans: 1 },
      { username: 'dispatcher.indore', station: 'bench 2', scans: 3 },
      { username: 'dispatcher.jaipur', station: 'bench 1', scans: 4 },
    ]);
    expect(today.billsProcessing).toBe(1);
  });

  test('shows the parents that are neither empty nor full', async () => {
    const { openParents } = await freshToday(admin);
    expect(openParents).toMatchObject({ count: 2, isAll: true });
    expect(openParents.items.map(({ code, childCount }) => [code, childCount])).toEqual([
      ['SB20000', 1],
      ['SB10000', 2],
    ]);
  });

  test('is told to dispatchers of their own area', async () => {
    const today = await freshToday(jaipur);
    expect(sumOf(today.hours, 'packed')).toBe(2);
    expect(today.people.map(({ username }) => username)).not.toContain('dispatcher.indore');
    expect(today.stations.map(({ station }) => station)).not.toContain('bench 2');
    expect(today.openParents.items.map(({ code }) => code)).toEqual(['SB10000']);
  });

  test('is read once for all who ask within five seconds', async () => {
    const { app: fresh } = await openSecondApp();
    const first = await todayOf(admin, fresh);
    await scanner(app, admin).send([{ action: 'register', code: 'LOOSE-1' }]);
    await scanner(app, jaipur).send([{ action: 'pack', code: '1000003', parent: 'SB10001' }]);
    expect(await todayOf(admin, fresh)).toEqual(first);
  });
});

describe('the counting', () => {
  const count = async (counter: ReturnType<typeof makeDayCounter>) =>
    (await counter()).counts.reduce((sum, { scans }) => sum + scans, 0);

  test('counts each scan once, also when it grows old between two countings', async () => {
    const counter = makeDayCounter(deps.db, deps.config.timeZone);
    const before = await count(counter);
    expect(before).toBeGreaterThan(5);
    await scanner(app, admin).send([{ action: 'open', code: 'SB30000' }]);
    expect(await count(counter)).toBe(before + 1);
    const [row] = await db.runText<{ minutes: number }>(
      `select floor(extract(epoch from now() - date_trunc('day', now() at time zone $1)
         at time zone $1) / 60)::int as minutes`,
      [deps.config.timeZone],
    );
    // In the first minutes of a day nothing can be older and still be of the day.
    if ((row?.minutes ?? 0) < 3) return;
    await db.runText(`update scan set received_at = received_at - interval '2 minutes'`, []);
    const late = makeDayCounter(deps.db, deps.config.timeZone);
    expect(await count(late)).toBe(before + 1);
    await scanner(app, admin).send([{ action: 'open', code: 'SB30001' }]);
    expect([await count(late), await count(late)]).toEqual([before + 2, before + 2]);
  });

  test('counts nothing of the day before', async () => {
    const counter = makeDayCounter(deps.db, deps.config.timeZone);
    expect((await counter()).counts).not.toEqual([]);
    await db.runText(`update scan set received_at = received_at - interval '1 day'`, []);
    const next = makeDayCounter(deps.db, deps.config.timeZone);
    expect((await next()).counts).toEqual([]);
  });
});
