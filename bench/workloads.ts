import { randomUUIDv7 } from 'node:crypto';
import type { ListPages } from './lists.ts';
import { type LoadResult, requestBytes, runLoad, type Shot } from './load.ts';
import type { Site } from './site.ts';

/** One row of the report: what is asked, by how many, how fast. */
export interface Workload {
  readonly name: string;
  /** How many of its units one request carries. */
  readonly unitsPerRequest: number;
  readonly unit: string;
  run(site: Site, seconds: number): Promise<LoadResult>;
}

const CLIENTS = 50;
const LIST_CLIENTS = 10;
const PACED_PER_SECOND = 100;
const BATCH_SCANS = 30;
const CAPACITY = 30;

let acceptedScans = 0;

/** How many scans were accepted since the last call, to compare the state with. */
export function takeAccepted(): number {
  const accepted = acceptedScans;
  acceptedScans = 0;
  return accepted;
}

export const PACK: Workload = packing('pack, one scan a request', 1);
export const PACK_PACED: Workload = packing(`pack, paced at ${PACED_PER_SECOND}/s`, 1, {
  clients: LIST_CLIENTS,
  pacePerSecond: PACED_PER_SECOND,
});
export const PACK_30: Workload = packing(`pack, ${BATCH_SCANS} scans a request`, BATCH_SCANS);
export const NO_OP: Workload = reading('no-op route', '/bench/no-op', '"ok":true');
export const HEALTH: Workload = reading('GET /health', '/health', '"healthy"');
export const STATS: Workload = reading('GET /api/v2/stats', '/api/v2/stats', '"success":true');
export const LOOK_UP: Workload = looking('GET /api/v2/bags/{code}', '/api/v2/bags/');
export const TRACE: Workload = looking('GET /api/v2/trace/{code}', '/api/v2/trace/');

/** Counters of codes that no demo makes: a product of the bench's own, and 13-digit packets. */
let parents = 0;
let children = 0;

/** The product whose parents the packing workloads fill. */
export const BENCH_PRODUCT = {
  name: 'Bench',
  pattern: 'BN#######',
  capacity: CAPACITY,
  unitWeightKg: 1,
  expectedWeightKg: CAPACITY,
};

function packing(
  name: string,
  scans: number,
  pace: { clients?: number; pacePerSecond?: number } = {},
): Workload {
  return {
    name,
    unit: 'scans',
    unitsPerRequest: scans,
    run: (site, seconds) => {
      const bags = new Map<number, { parent: string; fill: number }>();
      const pack = (client: number) => {
        let bag = bags.get(client);
        if (bag === undefined || bag.fill === CAPACITY) {
          bag = { parent: `BN${String(parents++).padStart(7, '0')}`, fill: 0 };
          bags.set(client, bag);
        }
        bag.fill++;
        const code = `9${String(children++).padStart(12, '0')}`;
        return { id: randomUUIDv7(), action: 'pack', code, parent: bag.parent };
      };
      return runLoad({
        port: site.server.port,
        clients: CLIENTS,
        ...pace,
        durationMs: seconds * 1_000,
        next: (client): Shot => {
          const body = { scans: Array.from({ length: scans }, () => pack(client)) };
          return {
            bytes: requestBytes('POST', '/api/v2/scans', cookieOf(site, client), body),
            check: (status, text) => checkPacked(status, text, body.scans),
          };
        },
      });
    },
  };
}

/** Every scan of the request is answered, in order, as packed and not as a replay. */
function checkPacked(
  status: number,
  text: string,
  scans: readonly { readonly id: string }[],
): string | null {
  if (status !== 200) return `${status} ${text}`;
  const { results }: { results: { id: string; outcome: string; replayed: boolean }[] } =
    JSON.parse(text);
  const wrong = scans.findIndex(({ id }, at) => {
    const result = results[at];
    return result?.id !== id || result.replayed || !result.outcome.startsWith('packed');
  });
  if (wrong !== -1) return JSON.stringify(results[wrong]);
  acceptedScans += scans.length;
  return null;
}

function reading(name: string, path: string, mark: string): Workload {
  return {
    name,
    unit: 'requests',
    unitsPerRequest: 1,
    run: (site, seconds) => {
      const shots = site.cookies.map((cookie) => ({
        bytes: requestBytes('GET', path, cookie),
        check: (status: number, text: string) =>
          status === 200 && text.includes(mark) ? null : `${status} ${text}`,
      }));
      return runLoad({
        port: site.server.port,
        clients: CLIENTS,
        durationMs: seconds * 1_000,
        next: (client) => shots[client % shots.length] ?? fail(),
      });
    },
  };
}

function looking(name: string, path: string): Workload {
  return {
    name,
    unit: 'requests',
    unitsPerRequest: 1,
    run: (site, seconds) =>
      runLoad({
        port: site.server.port,
        clients: CLIENTS,
        durationMs: seconds * 1_000,
        next: (client) => {
          const code = pick(site.childCodes);
          const mark = `"code":"${code}"`;
          return {
            bytes: requestBytes('GET', path + code, cookieOf(site, client)),
            check: (status, text) =>
              status === 200 && text.includes(mark) ? null : `${status} ${text}`,
          };
        },
      }),
  };
}

/**
 * Lists and searches of the contract, at their first page and deep down. Each list is asked as
 * often as any other, however many pages it has: databases of different sizes are asked the same.
 */
export function lists(all: readonly ListPages[]): Workload {
  return {
    name: `lists and searches (${all.length} of them)`,
    unit: 'requests',
    unitsPerRequest: 1,
    run: (site, seconds) =>
      runLoad({
        port: site.server.port,
        clients: LIST_CLIENTS,
        durationMs: seconds * 1_000,
        next: (client) => {
          const path = pick(pick(all));
          return {
            bytes: requestBytes('GET', path, cookieOf(site, client)),
            check: (status, text) =>
              status === 200 && text.startsWith('{"items":') ? null : `${status} ${path} ${text}`,
          };
        },
      }),
  };
}

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)] ?? fail();
}

function cookieOf(site: Site, client: number): string {
  return site.cookies[client % site.cookies.length] ?? fail();
}

function fail(): never {
  throw new Error('the site has no sessions or bags');
}
