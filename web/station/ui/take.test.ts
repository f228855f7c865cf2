import { expect, test } from 'vitest';
import type { Role } from '#domain/permission.ts';
import { barOf, openTab, saidOf } from '../desk/bench.fixture.ts';
import { change } from '../desk/bench.ts';
import type { SignalKind } from '../desk/correction.ts';
import { siteOf } from '../desk/desk.fixture.ts';
import { openServer } from '../desk/server.fixture.ts';
import { makeStation } from '../desk/station.ts';
import type { Place } from './hooks.ts';
import { makeSignals, signalFrom } from './signals.ts';
import { isCode, isLabel, takeCode, takeRead } from './take.ts';

/** The page at which somebody scans; without a role nobody has signed in. */
async function openPage(role: Role | null = 'admin') {
  await openServer();
  const { bench, database } = await openTab(undefined, siteOf(role ?? 'admin'));
  const sounded: SignalKind[] = [];
  const signals = makeSignals((kind) => sounded.push(kind));
  const station = makeStation(database, (signal) => signalFrom(signals, signal));
  if (role !== null) station.view = { ...station.view, bench };
  const read = async (text: string, kind: 'scan' | 'bounce' | 'short' = 'scan', isCaps = false) => {
    takeRead(station, signals, 'packing', { kind, text, isCaps });
    await bench.tail;
  };
  const take = async (place: Place, code: string) => {
    takeCode(station, signals, place, code);
    await bench.tail;
  };
  return { bench, station, signals, sounded, read, take };
}

test('what a scanner has read is packed', async () => {
  const { bench, read } = await openPage();
  await read('SB12345');
  await read('1001');
  expect(saidOf(bench)).toEqual(['packed', 'opened']);
});

test('what a wrong state of the keyboard has made of a code is repaired', async () => {
  const { bench, read } = await openPage();
  await read('sb12345', 'scan', true);
  await read('!))!');
  expect(bench.view.picture.recent.map(({ intent }) => intent.code)).toEqual(['1001', 'SB12345']);
});

test('a bounce is shown and no scan; what is too short sounds as an error', async () => {
  const { bench, signals, sounded, read } = await openPage();
  await read('1001', 'bounce');
  expect(signals.shown).toMatchObject({ kind: null, hint: { kind: 'bounce', text: '1001' } });
  await read('SB', 'short');
  expect(signals.shown).toMatchObject({ kind: 'error', hint: { kind: 'short', text: 'SB' } });
  expect(sounded).toEqual(['error']);
  expect(barOf(bench)).toMatchObject({ scanned: 0 });
});

test('nobody has signed in: nothing is recorded, and it sounds as an error', async () => {
  const { bench, signals, read } = await openPage(null);
  await read('SB12345');
  expect(signals.shown.hint).toEqual({ kind: 'sign_in', text: 'SB12345' });
  expect(barOf(bench)).toMatchObject({ scanned: 0 });
});

test('on the billing page a parent goes onto the bill, once one was chosen', async () => {
  const { bench, signals, take } = await openPage('biller');
  await take('billing', 'SB12345');
  expect(signals.shown.hint).toEqual({ kind: 'no_bill', text: 'SB12345' });
  change(bench, (desk) => ({ ...desk, bill: 'INV-1' }));
  await bench.tail;
  await take('billing', 'SB12345');
  expect(bench.view.picture.recent[0]?.intent).toEqual({
    action: 'bill',
    code: 'SB12345',
    bill: 'INV-1',
  });
});

test('a scan right after the choice of a bill goes onto that bill', async () => {
  const { bench, take } = await openPage('biller');
  change(bench, (desk) => ({ ...desk, bill: 'INV-1' }));
  await take('billing', 'SB12345');
  expect(bench.view.picture.recent[0]?.intent).toMatchObject({ action: 'bill', bill: 'INV-1' });
});

test('a dispatcher puts nothing on bills, and packs as everybody does', async () => {
  const { bench, signals, take } = await openPage('dispatcher');
  await take('billing', 'SB12345');
  expect(signals.shown.hint).toEqual({ kind: 'may_not_bill', text: 'SB12345' });
  await take('packing', 'SB12345');
  expect(saidOf(bench)).toEqual(['opened']);
});

test.each([
  ['SB12345', true, true],
  ['0016586', true, true],
  ['LABEL NO.:0016586 LOT NO.:A-1', true, true],
  // A word that somebody types into a field, though it could be a packet's code.
  ['harvest', true, false],
  ['SB1', false, false],
  ['end of the lot', false, false],
])('%s is a code: %s; a label that nobody types by hand: %s', async (text, code, label) => {
  const { station } = await openPage();
  expect([isCode(station, text), isLabel(station, text)]).toEqual([code, label]);
});

test('before anybody has signed in every text may be a code, and none a label', async () => {
  const { station } = await openPage(null);
  expect([isCode(station, 'SB1'), isLabel(station, 'SB12345')]).toEqual([true, false]);
});
