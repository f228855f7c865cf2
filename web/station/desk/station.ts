import { call, RefusedError } from '../../api/client.ts';
import type { OfflineDatabase } from '../../offline/database.ts';
import type { Site } from '../../offline/rows.ts';
import { keepSite, readSite } from '../../offline/store.ts';
import { type Bench, closeBench, openBench, refresh } from './bench.ts';
import type { Signal } from './correction.ts';
import { getSettings } from './settings.ts';

/** What the page as a whole knows: who works here, and whether the server still knows them. */
export interface StationView {
  /** Null until somebody has signed in on this device. */
  readonly bench: Bench | null;
  readonly session: 'unknown' | 'open' | 'ended';
  readonly isLoaded: boolean;
  /** The network is there but the site's rules could not be read. */
  readonly isReachable: boolean;
}

export interface Station {
  readonly database: OfflineDatabase;
  readonly listeners: Set<() => void>;
  readonly onSignal: (signal: Signal) => void;
  view: StationView;
}

export function makeStation(
  database: OfflineDatabase,
  onSignal: (signal: Signal) => void,
): Station {
  const view = { bench: null, session: 'unknown', isLoaded: false, isReachable: true } as const;
  return { database, listeners: new Set(), onSignal, view };
}

/** Opens the bench of who worked here last, at once; then asks the server who is signed in. */
export async function startStation(station: Station): Promise<void> {
  const site = await readSite(station.database);
  if (site !== undefined) await sit(station, site);
  await checkSession(station);
  show(station, { isLoaded: true });
}

/** Asks who is signed in, and takes the rules that hold today. */
export async function checkSession(station: Station): Promise<void> {
  try {
    const [session, products, settings] = await Promise.all([
      call('GET', '/api/v2/session', {}),
      call('GET', '/api/v2/products', {}),
      call('GET', '/api/v2/settings', {}),
    ]);
    const { childPattern } = settings.data;
    const site: Site = { user: session.data.user, products: products.data.items, childPattern };
    await keepSite(station.database, site);
    await sit(station, site);
    show(station, { session: 'open', isReachable: true });
  } catch (error) {
    const isEnded = error instanceof RefusedError && error.status === 401;
    if (isEnded) show(station, { session: 'ended', isReachable: true });
    else show(station, { isReachable: false });
  }
}

/** Somebody signs in here. @throws {RefusedError} when name or password are wrong. */
export async function signIn(station: Station, username: string, password: string): Promise<void> {
  await call('POST', '/api/v2/session', { body: { username, password } });
  await checkSession(station);
  station.view.bench?.drain.wakeAtOnce();
}

/** The page is looked at again: time has passed, and other tabs have done what they have done. */
export function lookAgain(station: Station): void {
  const { bench } = station.view;
  if (bench !== null) {
    refresh(bench);
    bench.drain.wakeAtOnce();
  }
  void checkSession(station);
}

async function sit(station: Station, site: Site): Promise<void> {
  const { bench } = station.view;
  if (bench !== null && JSON.stringify(bench.deps.site) === JSON.stringify(site)) return;
  const next = await openBench({
    database: station.database,
    site,
    stationName: () => getSettings().station.trim() || null,
    onSignal: station.onSignal,
    onPaused: () => void lookWhoIsSignedIn(station),
  });
  show(station, { bench: next });
  if (bench !== null) void closeBench(bench).then(() => refresh(next));
}

/** The queue does not get on: perhaps somebody has to sign in, perhaps somebody else has. */
async function lookWhoIsSignedIn(station: Station): Promise<void> {
  const { bench } = station.view;
  await checkSession(station);
  // The same person, still signed in: whatever refused them may pass.
  if (station.view.session === 'open' && station.view.bench === bench) {
    setTimeout(() => bench?.drain.wakeAtOnce(), REFUSED_WAIT_MS);
  }
}

const REFUSED_WAIT_MS = 2_000;

function show(station: Station, change: Partial<StationView>): void {
  station.view = { ...station.view, ...change };
  for (const listener of station.listeners) listener();
}
