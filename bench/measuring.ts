import { randomUUIDv7 } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestBytes, runLoad } from './load.ts';
import { BENCH_ADMIN, startServerProcess } from './server-process.ts';

/**
 * What measuring costs: the same server with it and without it, loaded in turn, on routes from the
 * cheapest on. `node bench/measuring.ts [rounds] [seconds]`. Alternating pairs count, as the
 * machine's own speed changes from minute to minute.
 */

const [rounds = 7, seconds = 3] = process.argv.slice(2).map(Number);
const CLIENTS = 50;
const NS_PER_US = 1_000;
const SERVER = fileURLToPath(new URL('./serve.ts', import.meta.url));

let scans = 0;
const SCANS = '/api/v2/scans';
const ROUTES = [
  ['a route that does nothing', '/bench/no-op'],
  ['GET /health', '/health'],
  ['GET /api/v2/stats', '/api/v2/stats'],
  ['GET /api/v2/bags/{code}', '/api/v2/bags/0000001'],
  ['POST /api/v2/scans', SCANS],
] as const;

const on = await openSite([]);
const off = await openSite(['--unmeasured']);
for (const [name, path] of ROUTES) {
  await load(on, path);
  await load(off, path);
  const pairs: { readonly measured: Loaded; readonly bare: Loaded }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Whoever comes second in a pair has the warmer processor.
    const isFirst = round % 2 === 0;
    const first = await load(isFirst ? on : off, path);
    const second = await load(isFirst ? off : on, path);
    pairs.push(isFirst ? { measured: first, bare: second } : { measured: second, bare: first });
  }
  const rate = median(pairs.map(({ measured, bare }) => measured.perSecond / bare.perSecond));
  const bareUs = median(pairs.map(({ bare }) => bare.cpuUs));
  // Of each pair, as what else the machine does changes from pair to pair.
  const moreUs = median(pairs.map(({ measured, bare }) => measured.cpuUs - bare.cpuUs));
  const us = `${moreUs.toFixed(2)} µs on top of ${bareUs.toFixed(1)} of processor a request`;
  const share = ((100 * moreUs) / bareUs).toFixed(1);
  const less = (100 * (1 - rate)).toFixed(1).padStart(5);
  console.log(`${name.padEnd(28)}${less} % fewer a second; ${us} (${share} %)`);
}
await on.close();
await off.close();

interface Loaded {
  readonly perSecond: number;
  /** Of the server alone: what others do on the machine does not count. */
  readonly cpuUs: number;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function openSite(flags: readonly string[]) {
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-measuring-'));
  const server = await startServerProcess({ DATA_DIR: dataDir }, [SERVER, ...flags]);
  const response = await fetch(`${server.url}/api/v2/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BENCH_ADMIN),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  await fetch(`${server.url}/api/v2/scans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      scans: [{ id: crypto.randomUUID(), action: 'register', code: '0000001' }],
    }),
  });
  return {
    pid: server.pid,
    port: server.port,
    cookie,
    close: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function load(site: Awaited<ReturnType<typeof openSite>>, path: string): Promise<Loaded> {
  const asked = requestBytes('GET', path, site.cookie);
  const next = path === SCANS ? () => scanBytes(site.cookie) : () => asked;
  const check = (status: number) => (status === 200 ? null : `answered ${status}`);
  const before = cpuUsOf(site.pid);
  const { perSecond, requests, faults } = await runLoad({
    port: site.port,
    clients: CLIENTS,
    durationMs: seconds * 1_000,
    next: () => ({ bytes: next(), check }),
  });
  if (faults.length > 0) throw new Error(`${path}: ${faults[0]}`);
  return { perSecond, cpuUs: (cpuUsOf(site.pid) - before) / requests };
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
