import { expect, test, vi } from 'vitest';
import type { Station } from '#contract/station.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, db, openSecondApp } = await openTestApp();
const adminHeaders = await asAdmin();
const admin = client(app, adminHeaders);
const indoreHeaders = await asUser('dispatcher', 'indore');
const indore = client(app, indoreHeaders);

const now = (offsetMs = 0) => new Date(Date.now() + offsetMs).toISOString();

function beat(station: string, more: object = {}, by = indore) {
  const heartbeat = { station, waiting: 0, oldestWaitingAt: null, clock: now(), ...more };
  return by.post('/api/v2/stations/heartbeat', heartbeat);
}

async function stationsBy(who = admin): Promise<Station[]> {
  const response = await who.get('/api/v2/stations');
  expect(response.statusCode, response.body).toBe(200);
  return response.json().items;
}

/** What is gathered is written every two seconds. */
function eventually(check: (stations: readonly Station[]) => void, who = admin): Promise<void> {
  return vi.waitFor(async () => check(await stationsBy(who)), { timeout: 8_000, interval: 200 });
}

test('a heartbeat is seen by admins and by the area, and by no other area', async () => {
  const response = await beat('bench 1', { waiting: 2, oldestWaitingAt: now(-60_000) });
  expect(response.statusCode, response.body).toBe(200);
  expect(Math.abs(response.json().skewMs)).toBeLessThan(2_000);
  await eventually((stations) => {
    expect(stations).toMatchObject([
      { station: 'bench 1', area: 'indore', user: 'dispatcher.indore', waiting: 2, scans: 0 },
    ]);
  });
  expect(await stationsBy(indore)).toHaveLength(1);
  expect(await stationsBy(client(app, await asUser('dispatcher', 'jaipur')))).toEqual([]);
});

test('the age of an unsent scan is right on a device whose clock is two hours slow', async () => {
  const slow = -7_200_000;
  const oldestWaitingAt = now(slow - 90_000);
  const { skewMs } = (
    await beat('bench 2', { waiting: 1, oldestWaitingAt, clock: now(slow) })
  ).json();
  expect(skewMs / 1_000).toBeCloseTo(-7_200, -1);
  await eventually((stations) => {
    const station = stations.find(({ station: name }) => name === 'bench 2');
    const ageMs = Date.now() - Date.parse(station?.oldestWaitingAt ?? '');
    expect(ageMs).toBeGreaterThan(85_000);
    expect(ageMs).toBeLessThan(120_000);
  });
});

test('scans are counted for each person, with the share that was refused', async () => {
  const pack = (code: string, parent: string) => ({
    action: 'pack',
    code,
    parent,
    station: 'bench 3',
  });
  const mine = [pack('0000001', 'SB00001'), pack('0000001', 'SB00001'), pack('0000002', 'SB00001')];
  const scans = scanner(app, indoreHeaders);
  await scans.send([...mine, pack('no code', 'SB00001')]);
  await scanner(app, adminHeaders).send([pack('0000009', 'SB00009')]);
  await eventually((stations) => {
    const all = stations.filter(({ station }) => station === 'bench 3');
    expect(all.find(({ area }) => area === 'indore')).toMatchObject({
      scans: 4,
      scansPerMinute: 0.8,
      refusedPercent: 25,
      waiting: null,
      people: [{ user: 'dispatcher.indore', scans: 4, refusedPercent: 25 }],
    });
    expect(all.find(({ area }) => area === null)).toMatchObject({ scans: 1, refusedPercent: 0 });
  });
});

test('a scan sent again is not counted again', async () => {
  const scan = { action: 'open', code: 'SB00005', station: 'bench 4' };
  const payload = { scans: [{ id: crypto.randomUUID(), ...scan }] };
  await indore.post('/api/v2/scans', payload);
  await indore.post('/api/v2/scans', payload);
  await eventually((stations) => {
    expect(stations.find(({ station }) => station === 'bench 4')).toMatchObject({ scans: 1 });
  });
});

test('two processes add up what they saw', async () => {
  const second = await openSecondApp();
  const open = (code: string) => ({ action: 'open', code, station: 'bench 5' });
  await scanner(app, indoreHeaders).send([open('SB00006')]);
  await scanner(second.app, indoreHeaders).send([open('SB00007')]);
  await second.app.close();
  await eventually((stations) => {
    expect(stations.find(({ station }) => station === 'bench 5')).toMatchObject({ scans: 2 });
  });
});

test('a station that tells too often is told to wait', async () => {
  expect((await beat('bench 6')).statusCode).toBe(200);
  const soon = await beat('bench 6');
  expect([soon.statusCode, soon.json().code]).toEqual([429, 'too_many_requests']);
  expect(Number(soon.headers['retry-after'])).toBeGreaterThan(0);
  expect((await beat('bench 7')).statusCode).toBe(200);
});

test("the floor tells the server's clock, by which ages are counted", async () => {
  const before = Date.now();
  const { at } = (await admin.get('/api/v2/stations')).json();
  expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
});

test.each([
  ['no station', { station: '' }, 422],
  ['a long name', { station: 'x'.repeat(65) }, 422],
  ['a number below zero', { waiting: -1 }, 422],
  ['no clock', { clock: undefined }, 400],
  ['a clock that is no time', { clock: 'noon' }, 422],
])('a heartbeat with %s is refused', async (_what, more, status) => {
  expect((await beat('bench 8', more)).statusCode).toBe(status);
});

test('a name that cannot be stored as it is does not hold up the others', async () => {
  expect((await beat('odd\u0000\ud800')).statusCode).toBe(200);
  await eventually((stations) => {
    expect(stations.map(({ station }) => station)).toContain('odd\ufffd');
  });
});

test('what was gathered while the database was away is written when it is back', async () => {
  await db.runText('alter table station_state rename to mislaid', []);
  await beat('bench 9');
  await scanner(app, indoreHeaders).send([{ action: 'open', code: 'SB00008', station: 'bench 9' }]);
  await vi.waitFor(
    async () => {
      const { statements } = (await admin.get('/api/performance/statements')).json();
      const upsert = statements.find(
        ({ name }: { name: string }) => name === 'station-upsert-states',
      );
      expect(upsert.failures).toBeGreaterThan(0);
    },
    { timeout: 8_000 },
  );
  await db.runText('alter table mislaid rename to station_state', []);
  await eventually((stations) => {
    expect(stations.find(({ station }) => station === 'bench 9')).toMatchObject({
      waiting: 0,
      scans: 1,
    });
  });
});
