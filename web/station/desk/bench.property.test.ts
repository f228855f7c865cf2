import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '#domain/scan/decide.ts';
import { type OfflineDatabase, write } from '../../offline/database.ts';
import type { ScanRow } from '../../offline/rows.ts';
import { barOf, openTab, scan, type Tab, untilSent } from './bench.fixture.ts';
import { closeBench, finish, record, refresh } from './bench.ts';
import { undoOf } from './intent.ts';
import { parentView } from './memory.ts';
import { EMPTY, openServer, type SmallServer, WEATHERS, type Weather } from './server.fixture.ts';

/** Few codes, so that they meet: bags of two, which fill up, and one of thirty. */
const CODES = ['M444-00001', 'M444-00002', 'SB12345', '1001', '1002', '1003', '1004', 'SB1'];
const TABS = 2;
const RUNS = 25;

const OTHERS = ['undo', 'move', 'finish', 'seal', 'reload', 'wake'] as const;

type Step =
  | { readonly kind: 'scan'; readonly tab: number; readonly code: string }
  | { readonly kind: (typeof OTHERS)[number]; readonly tab: number };

const tab = fc.nat(TABS - 1);
const code = fc.constantFrom(...CODES);
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('scan'), tab, code }), weight: 8 },
  { arbitrary: fc.record({ kind: fc.constantFrom(...OTHERS), tab }), weight: 5 },
);
const steps = fc.array(step, { minLength: 5, maxLength: 25 });
const weather: fc.Arbitrary<Weather[]> = fc.array(fc.constantFrom(...WEATHERS), { maxLength: 12 });
/**
 * Half of the answers to scans that were recorded before tell of bags as they are after the other
 * half: no server sends such, and a device that got them would count on from too late a moment.
 */
const wholeWeather = weather.map((sky) => sky.filter((one) => one !== 'half_answered'));

interface Device {
  readonly database: OfflineDatabase;
  readonly tabs: Tab[];
}

test('whatever is scanned, in whatever weather: the bar adds up, and nothing is lost', async () => {
  const server = await openServer();
  const property = fc.asyncProperty(steps, weather, (all, sky) =>
    throughDay(server, sky, TABS, async (device) => {
      for (const one of all) await take(device, one);
      const rows = await endDay(server, device);
      // Recorded once each, in the order in which they were made, with the outcome that is shown.
      expect(server.ledger.map(({ request }) => request.id)).toEqual(rows.map(({ id }) => id));
      expect(rows.map(({ result }) => result?.outcome)).toEqual(
        server.ledger.map(({ outcome }) => outcome),
      );
      for (const { bench } of device.tabs) {
        const { parent } = bench.view;
        if (parent !== null) expect(parent).toEqual(parentView(server.state, parent.code));
      }
    }),
  );
  await fc.assert(property, { numRuns: RUNS });
}, 60_000);

test('a device that works alone tells at once what the server answers later', async () => {
  const server = await openServer();
  const property = fc.asyncProperty(steps, wholeWeather, (all, sky) =>
    throughDay(server, sky, 1, async (device) => {
      for (const one of all) await take(device, one);
      const rows = await endDay(server, device);
      for (const { intent, told, result } of rows) {
        expect({ intent, outcome: told.outcome }).toEqual({ intent, outcome: result?.outcome });
      }
      const requests = server.ledger.map(({ request }) => request);
      const { decisions } = decide(EMPTY, requests);
      expect(decisions.map(({ outcome }) => outcome)).toEqual(rows.map(({ told }) => told.outcome));
    }),
  );
  await fc.assert(property, { numRuns: RUNS });
}, 60_000);

test('others pack at other benches meanwhile: what is shown in the end is what is so', async () => {
  const server = await openServer();
  const child = fc.constantFrom(...CODES.slice(3, 7));
  const others = fc.array(fc.record({ child, at: fc.nat(20) }), { maxLength: 6 });
  const property = fc.asyncProperty(steps, weather, others, (all, sky, packed) =>
    throughDay(server, sky, TABS, async (device) => {
      for (const [now, one] of all.entries()) {
        for (const { child: code } of packed.filter(({ at }) => at === now)) {
          server.elsewhere({ action: 'pack', code, parent: 'SB99999' });
        }
        await take(device, one);
      }
      const rows = await endDay(server, device);
      const ours = new Set(rows.map(({ id }) => id));
      const recorded = server.ledger.filter(({ request }) => ours.has(request.id));
      expect(rows.map(({ id, result }) => [id, result?.outcome])).toEqual(
        recorded.map(({ request, outcome }) => [request.id, outcome]),
      );
    }),
  );
  await fc.assert(property, { numRuns: RUNS });
}, 60_000);

/** A day with a new device, and a server on which nothing is recorded yet. */
async function throughDay(
  server: SmallServer,
  sky: readonly Weather[],
  tabs: number,
  act: (device: Device) => Promise<void>,
): Promise<void> {
  Object.assign(server, { state: EMPTY, ledger: [], weather: [...sky] });
  const first = await openTab();
  const device: Device = { database: first.database, tabs: [first] };
  while (device.tabs.length < tabs) device.tabs.push(await openTab(first.database));
  try {
    await act(device);
  } finally {
    for (const { bench } of device.tabs) await closeBench(bench);
  }
}

async function take({ database, tabs }: Device, one: Step): Promise<void> {
  const at = one.tab % tabs.length;
  const bench = tabs[at]?.bench;
  if (bench === undefined) throw new Error('no such tab');
  switch (one.kind) {
    case 'scan':
      await scan(bench, one.code);
      break;
    case 'seal':
      record(bench, ({ left }) =>
        left === null
          ? null
          : { intent: { action: 'seal', code: left.code, reason: 'end of the lot' } },
      );
      break;
    case 'undo':
      record(bench, ({ picture: { recent } }) => undoOfNewest(recent));
      break;
    case 'move':
      record(bench, ({ picture: { desk } }) =>
        desk.offer === null || desk.offer.into !== desk.parent
          ? null
          : {
              intent: { action: 'move', code: desk.offer.raw, parent: desk.offer.into },
              from: desk.offer.from,
            },
      );
      break;
    case 'finish':
      finish(bench);
      break;
    case 'wake':
      bench.drain.wakeAtOnce();
      break;
    case 'reload':
      await closeBench(bench);
      tabs[at] = await openTab(database);
  }
  await bench.tail;
  // At every moment, in every tab.
  for (const { bench: each } of tabs) {
    barOf(each);
    expect(each.view.parent?.childCount ?? 0).toBeGreaterThanOrEqual(0);
  }
}

function undoOfNewest(recent: readonly ScanRow[]) {
  return recent.map((row) => undoOf(row, recent)).find((one) => one !== null) ?? null;
}

/** The weather clears up, and all is sent. @returns all rows of the device, in order. */
async function endDay(server: SmallServer, { database, tabs }: Device): Promise<ScanRow[]> {
  server.weather = [];
  for (const { bench } of tabs) {
    // What the other tab has scanned a moment ago waits, too.
    refresh(bench);
    await bench.tail;
    await untilSent(bench);
    const { scanned, stored, refused } = barOf(bench);
    expect(stored + refused).toBe(scanned);
  }
  return write(database, ['scan'], (transaction) => transaction.objectStore('scan').getAll());
}
