import { afterEach, describe, expect, test, vi } from 'vitest';
import { barOf, openTab, recordIntent, saidOf, scan, untilSent } from './bench.fixture.ts';
import { change, closeBench, finish, keep, record, settle } from './bench.ts';
import { siteOf } from './desk.fixture.ts';
import { undoOf } from './intent.ts';
import { withChildren } from './learn.ts';
import { openServer } from './server.fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

const kindsOf = (heard: readonly { readonly kind: string }[]) => heard.map(({ kind }) => kind);

describe('with a network', () => {
  test('scans are told at once and recorded in their order', async () => {
    const server = await openServer();
    const { bench, heard } = await openTab();
    await scan(bench, 'SB12345', '1001', 'LABEL NO.:1002 LOT NO.:A-1', '1001', 'SB1234');
    expect(kindsOf(heard)).toEqual(['parent', 'child', 'child', 'notice', 'error']);
    await untilSent(bench);
    expect(server.ledger.map(({ request, outcome }) => [request.raw, outcome])).toEqual([
      ['SB12345', 'opened'],
      ['1001', 'packed'],
      ['LABEL NO.:1002 LOT NO.:A-1', 'packed'],
      ['1001', 'already_here'],
      ['SB1234', 'malformed'],
    ]);
    expect(barOf(bench)).toEqual({ scanned: 5, stored: 4, waiting: 0, refused: 1 });
    expect(bench.view.parent).toMatchObject({ code: 'SB12345', childCount: 2, status: 'open' });
    // The server has said what was told already: nothing sounds again.
    expect(heard).toHaveLength(5);
  });

  test('each scan carries the time and the station at which it was made', async () => {
    const server = await openServer();
    const { bench } = await openTab();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T10:15:00.000Z') });
    await scan(bench, 'SB12345');
    vi.setSystemTime('2026-11-23T18:00:00.000Z');
    await untilSent(bench);
    const [decision] = server.ledger;
    expect(decision?.request).toMatchObject({
      scannedAt: '2026-11-23T10:15:00.000Z',
      station: 'Bench 3',
    });
  });

  test('a bag that fills up is finished, and undo goes back to it', async () => {
    const server = await openServer();
    const { bench, heard } = await openTab();
    await scan(bench, 'M444-00001', '1001', '1002');
    expect(heard.at(-1)?.kind).toBe('full');
    expect(bench.view.parent).toBeNull();
    await untilSent(bench);
    const { recent } = bench.view.picture;
    const undo = recent[0] === undefined ? null : undoOf(recent[0], recent);
    record(bench, () => undo);
    await bench.tail;
    await untilSent(bench);
    expect(bench.view.parent).toMatchObject({ code: 'M444-00001', childCount: 1, status: 'open' });
    expect(server.state.bags.get('1002')).toMatchObject({ parentCode: null });
  });

  test('a part-full bag that was left is sealed with a reason', async () => {
    const server = await openServer();
    const { bench } = await openTab();
    await scan(bench, 'SB12345', '1001');
    finish(bench);
    await bench.tail;
    expect(bench.view).toMatchObject({ parent: null, left: { code: 'SB12345', childCount: 1 } });
    await recordIntent(bench, { action: 'seal', code: 'SB12345', reason: 'end of the lot' });
    expect(bench.view.left).toBeNull();
    await untilSent(bench);
    expect(server.state.bags.get('SB12345')).toMatchObject({ isSealed: true });
  });
});

describe('a child that lies elsewhere', () => {
  test('sounds once the server has told, and is moved by scanning it once more', async () => {
    const server = await openServer();
    server.elsewhere({ action: 'pack', code: '1001', parent: 'SB99999' });
    const { bench, heard } = await openTab();
    await scan(bench, 'SB12345', '1001');
    expect(heard.at(-1)?.kind).toBe('child');
    await untilSent(bench);
    expect(heard.at(-1)).toMatchObject({ kind: 'error', row: { intent: { code: '1001' } } });
    expect(bench.view.parent).toMatchObject({ childCount: 0 });
    expect(bench.view.picture.refused).toHaveLength(1);
    await scan(bench, '1001');
    await untilSent(bench);
    expect(saidOf(bench)).toEqual(['moved', 'in_other_parent', 'opened']);
    expect(bench.view.parent).toMatchObject({ childCount: 1 });
    // Nobody has to deal with it any more; it stays counted.
    expect(bench.view.picture.refused).toEqual([]);
    expect(barOf(bench)).toEqual({ scanned: 3, stored: 2, waiting: 0, refused: 1 });
  });

  test('is told at once when this device has packed it there', async () => {
    await openServer();
    const { bench, heard } = await openTab();
    await scan(bench, 'SB12345', '1001', 'SB12346', '1001');
    expect(heard.at(-1)?.kind).toBe('error');
    expect(bench.view.picture.desk.offer).toMatchObject({ from: 'SB12345', into: 'SB12346' });
    await untilSent(bench);
    expect(saidOf(bench)[0]).toBe('in_other_parent');
  });

  test('is told at once where the server has listed the bag’s children', async () => {
    const server = await openServer();
    server.elsewhere({ action: 'pack', code: '1001', parent: 'SB12345' });
    const { bench } = await openTab();
    await scan(bench, 'SB12345');
    await untilSent(bench);
    keep(bench, (known) => withChildren(known, 'SB12345', ['1001']));
    await bench.tail;
    server.weather = ['not_reached'];
    await scan(bench, '1001');
    expect(bench.view.picture.recent[0]?.told.outcome).toBe('already_here');
  });
});

describe('without a network', () => {
  test('scanning goes on, survives a reload, and is recorded once, in order', async () => {
    const server = await openServer();
    server.weather = Array.from({ length: 50 }, () => 'not_reached');
    const first = await openTab();
    await scan(first.bench, 'SB12345', '1001', '1002');
    expect(barOf(first.bench)).toEqual({ scanned: 3, stored: 0, waiting: 3, refused: 0 });
    await closeBench(first.bench);
    const { bench } = await openTab(first.database);
    expect(bench.view.parent).toMatchObject({ code: 'SB12345', childCount: 2 });
    await scan(bench, '1003', '1001');
    expect(saidOf(bench)[0]).toBe('already_here');
    server.weather = [];
    await untilSent(bench);
    expect(server.ledger.map(({ request }) => request.raw)).toEqual([
      'SB12345',
      '1001',
      '1002',
      '1003',
      '1001',
    ]);
    expect(bench.view.parent).toMatchObject({ childCount: 3 });
  });

  test('what waits is sent when the network is back, by itself', async () => {
    const server = await openServer();
    server.weather = ['not_reached', 'failed'];
    const { bench } = await openTab();
    await scan(bench, 'SB12345');
    await vi.waitFor(() => expect(barOf(bench)).toMatchObject({ stored: 1 }), { timeout: 5_000 });
    expect(server.ledger).toHaveLength(1);
  });
});

describe('sending pauses', () => {
  test('when the session has ended; scanning goes on until somebody has signed in', async () => {
    const server = await openServer();
    server.signedIn = null;
    const { bench, paused } = await openTab();
    await scan(bench, 'SB12345');
    await vi.waitFor(() => expect(paused).toContain('signed_out'));
    await scan(bench, '1001');
    expect(barOf(bench)).toMatchObject({ scanned: 2, waiting: 2 });
    expect(bench.view.parent).toMatchObject({ childCount: 1 });
    server.signedIn = server.site.user;
    await untilSent(bench);
    expect(server.ledger).toHaveLength(2);
  });

  test('when somebody else is signed in: nothing is sent as theirs', async () => {
    const server = await openServer();
    server.signedIn = { id: 8, username: 'meena', role: 'biller', area: null };
    const { bench, paused } = await openTab();
    await scan(bench, 'SB12345');
    await vi.waitFor(() => expect(paused).toContain('other_user'));
    expect(server.ledger).toEqual([]);
    expect(barOf(bench)).toMatchObject({ waiting: 1 });
  });
});

describe('the tray', () => {
  test('takes a scan whose request is never taken, and gives it up when dealt with', async () => {
    const server = await openServer();
    const { bench, heard } = await openTab();
    server.weather = ['not_taken'];
    await scan(bench, 'SB12345');
    await untilSent(bench);
    expect(heard.at(-1)?.kind).toBe('error');
    const { refused } = bench.view.picture;
    expect(refused).toMatchObject([{ fault: 'malformed_request', state: 'refused' }]);
    settle(bench, refused);
    await bench.tail;
    expect(bench.view.picture.refused).toEqual([]);
    expect(barOf(bench)).toEqual({ scanned: 1, stored: 0, waiting: 0, refused: 1 });
  });
});

describe('two tabs of one device', () => {
  test('share the bench: what one scans the other counts on from', async () => {
    const server = await openServer();
    const one = await openTab();
    const two = await openTab(one.database);
    await scan(one.bench, 'SB12345', '1001');
    await scan(two.bench, '1002', '1001');
    await untilSent(one.bench);
    await untilSent(two.bench);
    for (const { bench } of [one, two]) {
      await vi.waitFor(() => expect(bench.view.parent).toMatchObject({ childCount: 2 }));
      expect(barOf(bench)).toEqual({ scanned: 4, stored: 4, waiting: 0, refused: 0 });
    }
    expect(server.ledger.map(({ outcome }) => outcome)).toEqual([
      'opened',
      'packed',
      'packed',
      'already_here',
    ]);
  });

  test('scan at the same moment: both scans are kept, and counted once', async () => {
    const server = await openServer();
    const one = await openTab();
    const two = await openTab(one.database);
    await scan(one.bench, 'SB12345');
    await Promise.all([scan(one.bench, '1001', '1003'), scan(two.bench, '1002', '1004')]);
    await untilSent(one.bench);
    await untilSent(two.bench);
    const recorded = server.ledger.map(({ request }) => request.raw).sort();
    expect(recorded).toEqual(['1001', '1002', '1003', '1004', 'SB12345']);
    await vi.waitFor(() => expect(one.bench.view.parent).toMatchObject({ childCount: 4 }));
  });
});

test('what the device cannot store is not counted, and sounds as an error', async () => {
  await openServer();
  const { bench, heard, database } = await openTab();
  await scan(bench, 'SB12345');
  await untilSent(bench);
  database.close();
  await scan(bench, '1001');
  expect(heard.at(-1)).toEqual({ kind: 'error', row: null });
  expect(bench.view).toMatchObject({ isStoreBroken: true, parent: { childCount: 0 } });
  expect(barOf(bench)).toMatchObject({ scanned: 1 });
});

describe('time passes', () => {
  test('after ten idle minutes a child is packed into nothing', async () => {
    const server = await openServer();
    const { bench } = await openTab();
    vi.useFakeTimers({ toFake: ['Date'] });
    await scan(bench, 'SB12345', '1001');
    vi.setSystemTime(Date.now() + 11 * 60_000);
    await scan(bench, '1002');
    expect(bench.view).toMatchObject({ parent: null, left: { code: 'SB12345' } });
    await untilSent(bench);
    expect(server.ledger.at(-1)).toMatchObject({ outcome: 'wrong_kind' });
  });

  test('yesterday’s scans go with the first of today; what is refused stays', async () => {
    await openServer();
    const { bench } = await openTab();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T12:00:00') });
    await scan(bench, 'SB12345', '1001', 'SB1');
    await untilSent(bench);
    vi.setSystemTime('2026-11-25T08:00:00');
    await scan(bench, 'SB12346');
    await untilSent(bench);
    expect(barOf(bench)).toEqual({ scanned: 2, stored: 1, waiting: 0, refused: 1 });
    expect(bench.view.picture.recent.map(({ intent }) => intent.code)).toEqual(['SB12346', 'SB1']);
  });
});

test('the bill that was chosen is there after a reload, in every tab', async () => {
  await openServer();
  const { bench, database } = await openTab(undefined, siteOf('biller'));
  change(bench, (desk) => ({ ...desk, bill: 'INV-1' }));
  await bench.tail;
  const again = await openTab(database, siteOf('biller'));
  expect(again.bench.view.picture.desk.bill).toBe('INV-1');
});
