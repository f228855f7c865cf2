import 'fake-indexeddb/auto';
import { expect, onTestFinished, vi } from 'vitest';
import type { OfflineDatabase } from '../../offline/database.ts';
import { newDevice } from '../../offline/row.fixture.ts';
import type { Intent, Site } from '../../offline/rows.ts';
import { type Bench, closeBench, openBench, record } from './bench.ts';
import type { Signal } from './correction.ts';
import { siteOf } from './desk.fixture.ts';
import { packingIntent } from './intent.ts';

/** A bench in a tab that somebody looks at, and what was heard there. */
export interface Tab {
  readonly bench: Bench;
  readonly heard: Signal[];
  /** Why sending was paused, each time. */
  readonly paused: string[];
}

/** Opens a tab on a device; it is closed after the test, if it is not before. */
export async function openTab(
  database?: OfflineDatabase,
  site: Site = siteOf(),
): Promise<Tab & { readonly database: OfflineDatabase }> {
  // Whoever looks at a page hears of corrections.
  vi.stubGlobal('document', { visibilityState: 'visible' });
  const device = database ?? (await newDevice());
  const heard: Signal[] = [];
  const paused: string[] = [];
  const bench = await openBench({
    database: device,
    site,
    stationName: () => 'Bench 3',
    onSignal: (signal) => heard.push(signal),
    onPaused: (why) => paused.push(why),
  });
  onTestFinished(() => closeBench(bench));
  return { bench, heard, paused, database: device };
}

/** Scans as the packing page takes them. */
export async function scan(bench: Bench, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    record(bench, ({ picture: { desk } }, nowMs) => {
      const intent = packingIntent(code, desk, bench.rules.codes, nowMs);
      return intent.action === 'move' && desk.offer !== null
        ? { intent, from: desk.offer.from }
        : { intent };
    });
  }
  await bench.tail;
}

export async function recordIntent(bench: Bench, intent: Intent): Promise<void> {
  record(bench, () => ({ intent }));
  await bench.tail;
}

/** Waits until the server has answered everything; the network comes back again and again. */
export async function untilSent(bench: Bench): Promise<void> {
  await vi.waitFor(
    () => {
      bench.drain.wakeAtOnce();
      expect(bench.view.bar).toMatchObject({ waiting: 0, addsUp: true });
    },
    { timeout: 5_000, interval: 5 },
  );
}

/** The four numbers, which must add up. */
export function barOf({ view }: Bench) {
  const { addsUp, ...numbers } = view.bar;
  expect(addsUp, JSON.stringify(numbers)).toBe(true);
  return numbers;
}

/** What was said of the newest scans, the newest first: by the server, once it has answered. */
export function saidOf({ view }: Bench): string[] {
  return view.picture.recent.map(({ told, result }) => result?.outcome ?? told.outcome);
}
