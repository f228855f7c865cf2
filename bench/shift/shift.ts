import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Latencies, type LatencySummary } from '../latencies.ts';
import { type Random, seededRandom } from '../random.ts';
import { BENCH_ADMIN, startServerProcess } from '../server-process.ts';
import { differencesOf, type ExpectedDay } from './compare.ts';
import { type Device, signIn } from './device.ts';
import {
  type BillingBatch,
  type PackingBatch,
  readBillingSheets,
  readPackingSheets,
} from './sheets.ts';

export type { ExpectedDay } from './compare.ts';

export interface ShiftOptions {
  readonly packingFile: string;
  readonly billingFile: string;
  readonly seed: number;
  readonly expected: ExpectedDay;
}

export interface ShiftReport {
  readonly scans: number;
  readonly twice: number;
  readonly lost: number;
  readonly moved: number;
  readonly seconds: number;
  readonly latency: LatencySummary;
  /** In words; empty when every bag and bill is as expected. */
  readonly differences: readonly string[];
  /** What `verify` said, and whether the ledger explains the state. */
  readonly verified: string;
  readonly isVerified: boolean;
}

const DISPATCHERS = 10;
const BILLERS = 2;
const FAULTS = { twice: 0.02, lost: 0.01 };
/** Share of the children that are scanned into the wrong bag first, and then moved. */
const WRONG_PARENT_SHARE = 0.01;
const PASSWORD = 'seed-and-grain-7';

/**
 * A day in the warehouse, from the factory's sheets: dispatchers pack, billers bill, answers get
 * lost, requests come twice, children land in the wrong bag. It has a server and a database of its
 * own, which are gone afterwards.
 */
export async function runShift(options: ShiftOptions): Promise<ShiftReport> {
  const packing = await readPackingSheets(options.packingFile);
  const billing = await readBillingSheets(options.billingFile);
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-shift-'));
  try {
    const server = await startServerProcess({ DATA_DIR: dataDir });
    try {
      const work = await workTheDay(server.url, options.seed, packing, billing);
      const { admin, ...numbers } = work;
      const differences = await differencesOf(admin, packing, options.expected);
      return { ...numbers, differences, ...(await verify(dataDir)) };
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function workTheDay(
  url: string,
  seed: number,
  packing: readonly PackingBatch[],
  billing: readonly BillingBatch[],
) {
  const random = seededRandom(seed);
  const latencies = new Latencies();
  const rig = { random, latencies, faults: FAULTS };
  const admin = await signIn(url, BENCH_ADMIN.username, BENCH_ADMIN.password, rig);
  const dispatchers = await hire(url, admin, rig, 'dispatcher', DISPATCHERS);
  const billers = await hire(url, admin, rig, 'biller', BILLERS);
  const startedAt = performance.now();
  const queue = [...packing];
  const moves = await Promise.all(dispatchers.map((device) => packAll(device, queue, random)));
  const bills = [...billing];
  await Promise.all(billers.map((device) => billAll(device, bills)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const devices = [...dispatchers, ...billers];
  const sum = (name: 'scans' | 'twice' | 'lost') =>
    devices.reduce((total, { counts }) => total + counts[name], 0);
  return {
    admin,
    scans: sum('scans'),
    twice: sum('twice'),
    lost: sum('lost'),
    moved: moves.reduce((total, count) => total + count, 0),
    seconds,
    latency: latencies.summary(),
  };
}

async function hire(
  url: string,
  admin: Device,
  rig: Parameters<typeof signIn>[3],
  role: 'dispatcher' | 'biller',
  count: number,
): Promise<Device[]> {
  const { items: areas } = await admin.call<{ items: { name: string }[] }>('GET', '/api/v2/areas');
  const devices: Device[] = [];
  for (let nth = 0; nth < count; nth++) {
    const area = role === 'dispatcher' ? areas[nth % areas.length]?.name : null;
    const username = `${role}-${nth + 1}`;
    await admin.call('POST', '/api/v2/users', { username, password: PASSWORD, role, area });
    devices.push(await signIn(url, username, PASSWORD, rig));
  }
  return devices;
}

/**
 * One dispatcher takes batch after batch; returns how many children had to be moved. The wrong bag
 * is the one that stands ready for the batch after: it has room, and would keep the child.
 */
async function packAll(device: Device, queue: PackingBatch[], random: Random): Promise<number> {
  let moved = 0;
  let batch = queue.shift();
  while (batch !== undefined) {
    const { parent, children } = batch;
    const next = queue.shift();
    await device.scan({ action: 'open', code: parent });
    for (const code of children) {
      if (next !== undefined && random.chance(WRONG_PARENT_SHARE)) {
        await device.scan({ action: 'pack', code, parent: next.parent });
      }
      const { outcome } = await device.scan({ action: 'pack', code, parent });
      if (outcome !== 'in_other_parent') continue;
      await device.scan({ action: 'move', code, parent });
      moved++;
    }
    batch = next;
  }
  return moved;
}

async function billAll(device: Device, queue: BillingBatch[]): Promise<void> {
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    const { bill, parents } = batch;
    await device.call('POST', '/api/v2/bills', { code: bill, target: parents.length });
    for (const code of parents) await device.scan({ action: 'bill', code, bill });
    await device.call('POST', `/api/v2/bills/${encodeURIComponent(bill)}/complete`, {});
  }
}

/** The ledger against the state, while the server runs. */
async function verify(dataDir: string): Promise<{ verified: string; isVerified: boolean }> {
  const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'verify'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const [code] = await once(child, 'close');
  return { verified: said.join(''), isVerified: code === 0 };
}
