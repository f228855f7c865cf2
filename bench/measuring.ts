import { randomUUIDv7 } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { requestBytes, runLoad } from './load.ts';
import { BENCH_ADMIN, startServerProcess, zoneAtNoon } from './server-process.ts';

/**
 * What measuring costs: a server with it and one without it, loaded in turn, on routes from the
 * cheapest on. `node bench/measuring.ts [--processes 8] [--rounds 9] [--seconds 0.5] [--scans]
 * [--control]`. Two processes of the same program differ by up to 9 %, each by how its code was
 * compiled and where its memory lies: so both servers are in one process, and several processes
 * count, the measuring server the first of two in every other one. `--scans` loads no other route;
 * `--control` compares two that measure: what it shows is chance.
 */

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '0.5' },
    scans: { type: 'boolean', default: false },
    control: { type: 'boolean', default: false },
  },
});
const processes = Number(values.processes);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const CLIENTS = 50;
const NS_PER_US = 1_000;
const SERVERS = fileURLToPath(new URL('./serve-two.ts', import.meta.url));

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

/** A server that measures and one that does not, loaded one right after the other. */
interface Pair {
  readonly measured: Loaded;
  readonly bare: Loaded;
}

/** Of each route, the pairs of each process. */
const pairs = new Map<string, Pair[][]>(ROUTES.map(([name]) => [name, []]));
for (let one = 0; one < processes; one++) await measureProcess(one % 2 === 0);
for (const [name, all] of pairs) tell(name, all);

async function measureProcess(isFirst: boolean): Promise<void> {
  const { pid, first, second, close } = await openSites(isFirst);
  const [on, off] = isFirst ? [first, second] : [second, first];
  // What compiles the code, and settles which of it is compiled for both.
  for (const [, path] of [...ROUTES, ...ROUTES]) {
    for (const site of [on, off]) await load(pid, site, path);
  }
  for (const [name, path] of ROUTES) {
    const ofProcess: Pair[] = [];
    pairs.get(name)?.push(ofProcess);
    for (let round = 0; round < rounds; round++) {
      // Whoever comes second in a pair has the warmer processor.
      const isBefore = round % 2 === 0;
      const before = await load(pid, isBefore ? on : off, path);
      const after = await load(pid, isBefore ? off : on, path);
      const [measured, bare] = isBefore ? [before, after] : [after, before];
      ofProcess.push({ measured, bare });
    }
  }
  await close();
}

function tell(name: string, all: readonly Pair[][]): void {
  const lost = all.map((ofProcess) => {
    const rates = ofProcess.map(({ measured, bare }) => measured.perSecond / bare.perSecond);
    return 100 * (1 - median(rates));
  });
  const mean = meanOf(lost);
  const spread = Math.sqrt(meanOf(lost.map((one) => (one - mean) ** 2)) / (lost.length - 1));
  const flat = all.flat();
  const bareUs = median(flat.map(({ bare }) => bare.cpuUs));
  // Of each pair, as what else the machine does changes from pair to pair.
  const moreUs = median(flat.map(({ measured, bare }) => measured.cpuUs - bare.cpuUs));
  const less = `${mean.toFixed(1).padStart(5)} ± ${(2 * spread).toFixed(1)} % fewer a second`;
  const us = `${moreUs.toFixed(2)} µs on top of ${bareUs.toFixed(1)} of processor a request`;
  console.log(`${name.padEnd(28)}${less}; ${us}`);
  console.log(`  of each process: ${lost.map((one) => one.toFixed(1)).join(', ')}`);
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

interface Loaded {
  readonly perSecond: number;
  /** Of the server alone: what others do on the machine does not count. */
  readonly cpuUs: number;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** One of the two servers, with somebody signed in and a bag to look up. */
interface Site {
  readonly url: string;
  readonly cookie: string;
}

async function openSites(isFirstMeasured: boolean) {
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-measuring-'));
  const env = { DATA_DIR: dataDir, TIME_ZONE: zoneAtNoon() };
  const measured = values.control ? 'both' : isFirstMeasured ? 'first' : 'second';
  const server = await startServerProcess(env, [SERVERS, measured]);
  const other = await fetch(`${server.url}/bench/other`);
  return {
    pid: server.pid,
    first: await openSite(server.url),
    second: await openSite(await other.text()),
    close: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openSite(url: string): Promise<Site> {
  const response = await fetch(`${url}/api/v2/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BENCH_ADMIN),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  await fetch(`${url}/api/v2/scans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      scans: [{ id: crypto.randomUUID(), action: 'register', code: '0000001' }],
    }),
  });
  return { url, cookie };
}

async function load(pid: number, { url, cookie }: Site, path: string): Promise<Loaded> {
  const asked = requestBytes('GET', path, cookie);
  const next = path === SCANS ? () => scanBytes(cookie) : () => asked;
  const check = (status: number) => (status === 200 ? null : `answered ${status}`);
  const before = cpuUsOf(pid);
  const { perSecond, requests, faults } = await runLoad({
    port: Number(new URL(url).port),
    clients: CLIENTS,
    durationMs: seconds * 1_000,
    next: () => ({ bytes: next(), check }),
  });
  if (faults.length > 0) throw new Error(`${path}: ${faults[0]}`);
  return { perSecond, cpuUs: (cpuUsOf(pid) - before) / requests };
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
