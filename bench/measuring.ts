import { randomUUIDv7 } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { requestBytes, runLoad } from './load.ts';
import {
  BENCH_ADMIN,
  type ServerProcess,
  startServerProcess,
  zoneAtNoon,
} from './server-process.ts';

/**
 * What measuring costs: one server, loaded again and again with measuring on and off in turn, on
 * routes from the cheapest on. `node bench/measuring.ts [--processes 3] [--rounds 30] [--seconds 1]
 * [--scans]`. Two servers of the same program differ by up to 9 %, by how the code of each was
 * compiled and where its memory lies, and two in one process by 2 %: so it is the same one that is
 * switched, and loads that follow each other are compared. `--scans` loads no other route.
 */

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '1' },
    scans: { type: 'boolean', default: false },
  },
});
const processes = Number(values.processes);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const CLIENTS = 50;
const NS_PER_US = 1_000;
const BENCH_SERVER = fileURLToPath(new URL('./serve.ts', import.meta.url));

let scans = 0;
const SCANS = '/api/v2/scans';
const ALL_ROUTES = [
  ['a route that does nothing', '/bench/no-op'],
  ['GET /health', '/health'],
  ['GET /api/v2/stats', '/api/v2/stats'],
  ['GET /api/v2/bags/{code}', '/api/v2/bags/0000001'],
  ['POST /api/v2/scans', SCANS],
] as const;
const ROUTES = ALL_ROUTES.filter(([, path]) => !values.scans || path === SCANS);

/** One load with measuring and one without, one right after the other. */
interface Pair {
  readonly on: Loaded;
  readonly off: Loaded;
}

interface Loaded {
  readonly perSecond: number;
  /** Of the server alone: what others do on the machine does not count. */
  readonly cpuUs: number;
}

const pairs = new Map<string, Pair[]>(ROUTES.map(([name]) => [name, []]));
for (let one = 0; one < processes; one++) await measureProcess();
for (const [name, all] of pairs) tell(name, all);

async function measureProcess(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-measuring-'));
  const env = { DATA_DIR: dataDir, TIME_ZONE: zoneAtNoon() };
  const server = await startServerProcess(env, [BENCH_SERVER]);
  const cookie = await signIn(server);
  await fetch(server.url + SCANS, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      scans: [{ id: crypto.randomUUID(), action: 'register', code: '0000001' }],
    }),
  });
  const measure = async (path: string, state: 'on' | 'off'): Promise<Loaded> => {
    await fetch(`${server.url}/bench/measuring/${state}`, { method: 'POST' });
    return load(server, cookie, path);
  };
  for (const [name, path] of ROUTES) {
    // What compiles the code.
    await measure(path, 'on');
    await measure(path, 'off');
    for (let round = 0; round < rounds; round++) {
      // Whoever comes second in a pair has the warmer processor.
      const order = round % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const);
      const pair: Partial<Record<'on' | 'off', Loaded>> = {};
      for (const state of order) pair[state] = await measure(path, state);
      if (pair.on !== undefined && pair.off !== undefined) {
        pairs.get(name)?.push({ on: pair.on, off: pair.off });
      }
    }
  }
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

function tell(name: string, all: readonly Pair[]): void {
  const lost = all.map(({ on, off }) => 100 * (1 - on.perSecond / off.perSecond));
  const more = all.map(({ on, off }) => on.cpuUs - off.cpuUs);
  const offUs = rankOf(
    all.map(({ off }) => off.cpuUs),
    0,
  );
  const less = `${shown(lost, 1)} % fewer a second`;
  console.log(`${name.padEnd(28)}${less.padEnd(42)}${shown(more, 2)} µs on ${offUs.toFixed(1)}`);
}

/** The median, and between what it would be found 19 times of 20. */
function shown(numbers: readonly number[], decimals: number): string {
  const [low, middle, high] = [-1, 0, 1].map((side) => rankOf(numbers, side).toFixed(decimals));
  return `${middle} (${low} to ${high})`;
}

/** The median, or the edge of its interval of confidence: -1 the lower, 1 the upper. */
function rankOf(numbers: readonly number[], side: number): number {
  const rank = numbers.length / 2 + side * 0.98 * Math.sqrt(numbers.length);
  const last = numbers.length - 1;
  return numbers.toSorted((a, b) => a - b)[Math.min(Math.max(Math.floor(rank), 0), last)] ?? 0;
}

async function signIn({ url }: ServerProcess): Promise<string> {
  const response = await fetch(`${url}/api/v2/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BENCH_ADMIN),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function load(server: ServerProcess, cookie: string, path: string): Promise<Loaded> {
  const asked = requestBytes('GET', path, cookie);
  const next = path === SCANS ? () => scanBytes(cookie) : () => asked;
  const check = (status: number) => (status === 200 ? null : `answered ${status}`);
  const before = cpuUsOf(server.pid);
  const { perSecond, requests, faults } = await runLoad({
    port: server.port,
    clients: CLIENTS,
    durationMs: seconds * 1_000,
    next: () => ({ bytes: next(), check }),
  });
  if (faults.length > 0) throw new Error(`${path}: ${faults[0]}`);
  return { perSecond, cpuUs: (cpuUsOf(server.pid) - before) / requests };
}

/** A request with one scan of a packet that nobody has seen. */
function scanBytes(cookie: string): string {
  const code = `9${String(scans++).padStart(12, '0')}`;
  const scan = { id: randomUUIDv7(), action: 'register', code, station: `bench ${scans % 50}` };
  return requestBytes('POST', SCANS, cookie, { scans: [scan] });
}

/** Of all its threads, to the nanosecond: what Linux sums up for a process is in steps of 10 ms. */
function cpuUsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((thread) => {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
  });
  return ns.reduce((sum, one) => sum + one, 0) / NS_PER_US;
}
