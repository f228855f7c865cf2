import 'fake-indexeddb/auto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RefusedError } from '../../api/client.ts';
import type { OfflineDatabase } from '../../offline/database.ts';
import { newDevice } from '../../offline/row.fixture.ts';
import { keepSite } from '../../offline/store.ts';
import { barOf, scan, untilSent } from './bench.fixture.ts';
import { closeBench } from './bench.ts';
import type { Signal } from './correction.ts';
import { siteOf } from './desk.fixture.ts';
import { openServer } from './server.fixture.ts';
import {
  checkSession,
  lookAgain,
  makeStation,
  type Station,
  signIn,
  startStation,
} from './station.ts';

/** The page, started on a device. */
async function start(database: OfflineDatabase): Promise<Station & { readonly heard: Signal[] }> {
  vi.stubGlobal('document', { visibilityState: 'visible' });
  const heard: Signal[] = [];
  const station = makeStation(database, (signal) => heard.push(signal));
  await startStation(station);
  onTestFinished(async () => {
    if (station.view.bench !== null) await closeBench(station.view.bench);
  });
  return Object.assign(station, { heard });
}

/** The bench that somebody sits at. */
function benchOf({ view: { bench } }: Station) {
  if (bench === null) throw new Error('nobody works here');
  return bench;
}

const whoOf = (station: Station) => benchOf(station).deps.site.user.username;

describe('the page opens', () => {
  test('for whoever is signed in, and keeps what is needed without a network', async () => {
    const server = await openServer();
    const database = await newDevice();
    const first = await start(database);
    expect(first.view).toMatchObject({ session: 'open', isLoaded: true, isReachable: true });
    await server.close();
    const again = await start(database);
    expect(whoOf(again)).toBe('ravi');
    expect(again.view).toMatchObject({ session: 'unknown', isLoaded: true, isReachable: false });
    await scan(benchOf(again), 'SB12345');
    expect(barOf(benchOf(again))).toMatchObject({ scanned: 1, waiting: 1 });
  });

  test('on a new device, signed out: nobody works here yet', async () => {
    const server = await openServer();
    server.signedIn = null;
    const station = await start(await newDevice());
    expect(station.view).toMatchObject({ bench: null, session: 'ended', isLoaded: true });
  });

  test('on a new device without a network: it says so, and asks again when looked at', async () => {
    const server = await openServer();
    await server.close();
    const station = await start(await newDevice());
    expect(station.view).toMatchObject({ bench: null, isReachable: false });
    await openServer();
    lookAgain(station);
    await vi.waitFor(() => expect(station.view).toMatchObject({ session: 'open' }));
    expect(whoOf(station)).toBe('ravi');
  });

  test('for who worked here last while the session has ended: scanning goes on', async () => {
    const server = await openServer();
    const database = await newDevice();
    await keepSite(database, siteOf());
    server.signedIn = null;
    const station = await start(database);
    expect(station.view.session).toBe('ended');
    await scan(benchOf(station), 'SB12345', '1001');
    expect(station.heard.map(({ kind }) => kind)).toEqual(['parent', 'child']);
    expect(barOf(benchOf(station))).toMatchObject({ waiting: 2 });
  });
});

describe('somebody signs in', () => {
  test('and what has waited for them is sent at once', async () => {
    const server = await openServer();
    const database = await newDevice();
    await keepSite(database, siteOf());
    server.signedIn = null;
    const station = await start(database);
    await scan(benchOf(station), 'SB12345');
    await signIn(station, 'ravi', 'RAVI');
    expect(station.view.session).toBe('open');
    await vi.waitFor(() => expect(barOf(benchOf(station))).toMatchObject({ stored: 1 }));
  });

  test('with a wrong password: it is refused, and nothing else changes', async () => {
    const server = await openServer();
    server.signedIn = null;
    const station = await start(await newDevice());
    await expect(signIn(station, 'ravi', 'guess')).rejects.toThrow(RefusedError);
    expect(station.view).toMatchObject({ bench: null, session: 'ended' });
  });

  test('else: they get a bench of their own, and never send the scans of the other', async () => {
    const server = await openServer();
    const station = await start(await newDevice());
    server.weather = Array.from({ length: 20 }, () => 'not_reached');
    await scan(benchOf(station), 'SB12345', '1001');
    await signIn(station, 'meena', 'MEENA');
    server.weather = [];
    expect(whoOf(station)).toBe('meena');
    expect(barOf(benchOf(station))).toEqual({ scanned: 0, stored: 0, waiting: 0, refused: 0 });
    expect(benchOf(station).view.picture.others).toEqual([{ username: 'ravi', waiting: 2 }]);
    await scan(benchOf(station), 'SB12346');
    await untilSent(benchOf(station));
    expect(server.ledger.map(({ request }) => [request.actor.userId, request.raw])).toEqual([
      [8, 'SB12346'],
    ]);
    await signIn(station, 'ravi', 'RAVI');
    await untilSent(benchOf(station));
    expect(
      server.ledger.slice(1).map(({ request }) => [request.actor.userId, request.raw]),
    ).toEqual([
      [7, 'SB12345'],
      [7, '1001'],
    ]);
  });

  test('else in another tab: the queue stops, and the page follows', async () => {
    const server = await openServer();
    const station = await start(await newDevice());
    const [, meena] = server.people;
    server.signedIn = meena ?? null;
    await scan(benchOf(station), 'SB12345');
    await vi.waitFor(() => expect(whoOf(station)).toBe('meena'));
    expect(server.ledger).toEqual([]);
  });
});

describe('the site’s rules', () => {
  test('that have changed hold from the next look on; the bench stays as it was', async () => {
    const server = await openServer();
    const station = await start(await newDevice());
    await scan(benchOf(station), 'SB12345', 'PACKET-1');
    await untilSent(benchOf(station));
    expect(station.heard.at(-1)?.kind).toBe('child');
    server.site = { ...server.site, childPattern: '#######' };
    const before = benchOf(station);
    await checkSession(station);
    expect(benchOf(station)).not.toBe(before);
    expect(benchOf(station).view.parent).toMatchObject({ code: 'SB12345', childCount: 1 });
    await scan(benchOf(station), 'PACKET-2');
    expect(station.heard.at(-1)).toMatchObject({
      kind: 'error',
      row: { told: { outcome: 'malformed', codeFault: 'other_numbering' } },
    });
  });

  test('that are the same disturb nobody', async () => {
    await openServer();
    const station = await start(await newDevice());
    const before = benchOf(station);
    await checkSession(station);
    expect(benchOf(station)).toBe(before);
  });
});
