import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '#bench/random.ts';
import { BENCH_ADMIN, type ServerProcess, startServerProcess } from '#bench/server-process.ts';
import type { ScanResult } from '#contract/scan.ts';
import { planScans, type SentScan, SIMULATED_BILLS } from './plan.ts';

/**
 * A warehouse on a bad day: many devices, two server processes on one database, requests that are
 * doubled, reordered and lost, and a server that is killed in the middle. The seed decides what
 * goes wrong; how it interleaves is up to the machine.
 */

export interface SimulationOptions {
  readonly seed: number;
  readonly databaseUrl: string;
  readonly devices: number;
  readonly scansPerDevice: number;
}

/** Every scan that a device was answered, with each of the answers that it got. */
export interface SimulationReport {
  readonly answers: Map<string, ScanResult[]>;
  readonly faults: { doubled: number; delayed: number; lost: number; refused: number };
}

const REQUEST_SCANS_MAX = 8;
const SHARES = { doubled: 0.1, delayed: 0.1, lost: 0.05 };
const LOST_AFTER_MS_MAX = 6;
const PASSWORD = 'bad-day-at-the-mill';
const AREAS = ['jaipur', 'hisar'];
const BILL_TARGET = 6;
const RETRY_WAIT_MS = 25;
const RETRIES_MAX = 2_000;

interface Warehouse {
  readonly servers: readonly ServerProcess[];
  readonly report: SimulationReport;
}

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { seed, databaseUrl, devices, scansPerDevice } = options;
  const random = seededRandom(seed);
  const start = () => startServerProcess({ DATABASE_URL: databaseUrl });
  const servers = [await start(), await start()];
  const report: SimulationReport = {
    answers: new Map(),
    faults: { doubled: 0, delayed: 0, lost: 0, refused: 0 },
  };
  try {
    const cookies = await hire(servers[0]?.url ?? '', devices);
    const work = Promise.all(
      cookies.map((cookie, nth) => {
        const own = seededRandom(seed * 1_000 + nth);
        const isBiller = nth % 4 === 3;
        const scans = planScans(own, scansPerDevice, isBiller);
        return runDevice({ servers, report }, cookie, scans, own);
      }),
    );
    // The half that is left finds one server dead, and later another in its place.
    while (report.answers.size < (devices * scansPerDevice) / 2) await sleep(RETRY_WAIT_MS);
    const victim = random.below(servers.length);
    await servers[victim]?.kill();
    servers[victim] = await start();
    await work;
    return report;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** One person a device; the bills that they all bill onto. */
async function hire(url: string, devices: number): Promise<string[]> {
  const admin = await signIn(url, BENCH_ADMIN.username, BENCH_ADMIN.password);
  for (const code of SIMULATED_BILLS) {
    await post(url, admin, '/api/v2/bills', { code, target: BILL_TARGET });
  }
  const cookies: string[] = [];
  for (let nth = 0; nth < devices; nth++) {
    const isBiller = nth % 4 === 3;
    const username = `device-${nth}`;
    const area = isBiller ? null : AREAS[nth % AREAS.length];
    const user = { username, password: PASSWORD, role: isBiller ? 'biller' : 'dispatcher', area };
    await post(url, admin, '/api/v2/users', user);
    cookies.push(await signIn(url, username, PASSWORD));
  }
  return cookies;
}

async function signIn(url: string, username: string, password: string): Promise<string> {
  const response = await post(url, '', '/api/v2/session', { username, password });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function post(url: string, cookie: string, path: string, body: unknown): Promise<Response> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}

/** Sends everything, in requests of some size, until every scan has been answered. */
async function runDevice(
  warehouse: Warehouse,
  cookie: string,
  scans: readonly SentScan[],
  random: Random,
): Promise<void> {
  const { report } = warehouse;
  let held: readonly SentScan[] | null = null;
  for (let from = 0; from < scans.length; ) {
    const size = 1 + random.below(REQUEST_SCANS_MAX);
    const request = scans.slice(from, from + size);
    from += size;
    if (held === null && random.chance(SHARES.delayed)) {
      report.faults.delayed++;
      held = request;
      continue;
    }
    await deliver(warehouse, cookie, request, random);
    if (held !== null && random.chance(0.5)) {
      await deliver(warehouse, cookie, held, random);
      held = null;
    }
  }
  if (held !== null) await deliver(warehouse, cookie, held, random);
}

async function deliver(
  warehouse: Warehouse,
  cookie: string,
  scans: readonly SentScan[],
  random: Random,
): Promise<void> {
  const { answers, faults } = warehouse.report;
  const times = random.chance(SHARES.doubled) ? 2 : 1;
  faults.doubled += times - 1;
  for (let time = 0; time < times; time++) {
    const results = await sendUntilAnswered(warehouse, cookie, scans, random);
    for (const result of results) {
      answers.set(result.id, [...(answers.get(result.id) ?? []), result]);
    }
  }
}

async function sendUntilAnswered(
  { servers, report }: Warehouse,
  cookie: string,
  scans: readonly SentScan[],
  random: Random,
): Promise<ScanResult[]> {
  for (let tries = 0; tries < RETRIES_MAX; tries++) {
    const { url } = random.pick(servers);
    const isLost = random.chance(SHARES.lost);
    const lostAfterMs = 1 + random.below(LOST_AFTER_MS_MAX);
    const signal = isLost ? AbortSignal.timeout(lostAfterMs) : null;
    if (isLost) report.faults.lost++;
    const results = await send(url, cookie, scans, signal);
    if (results !== null) return results;
    report.faults.refused += Number(!isLost);
    await sleep(RETRY_WAIT_MS);
  }
  throw new Error('a request was never answered');
}

/** Null for what a device tries again: no answer, or the server's "not now". */
async function send(
  url: string,
  cookie: string,
  scans: readonly SentScan[],
  signal: AbortSignal | null,
): Promise<ScanResult[] | null> {
  let response: Response;
  try {
    response = await fetch(`${url}/api/v2/scans`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ scans }),
      signal,
    });
    if (response.status === 200) {
      const body: { results: ScanResult[] } = JSON.parse(await response.text());
      return body.results;
    }
  } catch {
    return null;
  }
  if (response.status === 503) return null;
  throw new Error(`scans: ${response.status} ${await response.text()}`);
}
