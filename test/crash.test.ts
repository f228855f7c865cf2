import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { BENCH_ADMIN, type ServerProcess, startServerProcess } from '#bench/server-process.ts';
import type { ScanResult } from '#contract/scan.ts';
import { shareEmbeddedPostgres } from '#server/db/embedded/embedded-postgres.ts';
import { quietLog } from './quiet-log.ts';

/** A server and its own PostgreSQL, killed while people scan: what was confirmed stays. */

const DEVICES = 6;
const ACKS_BETWEEN_KILLS = 150;
const RETRY_WAIT_MS = 20;

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-crash-'));
afterAll(async () => {
  // A test that has failed would go on scanning through all that comes after it.
  isOver = true;
  isGivenUp = true;
  await rm(dataDir, { recursive: true, force: true });
});

const confirmed = new Map<string, string>();
let server: ServerProcess = await startServerProcess({ DATA_DIR: dataDir });
let isOver = false;
let isGivenUp = false;

async function signIn(): Promise<string> {
  const response = await fetch(`${server.url}/api/v2/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BENCH_ADMIN),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Sends one scan under one id until it is answered. */
async function scanUntilConfirmed(cookie: string, code: string, parent: string): Promise<void> {
  const id = randomUUID();
  const body = JSON.stringify({ scans: [{ id, action: 'pack', code, parent }] });
  while (!isGivenUp) {
    try {
      const response = await fetch(`${server.url}/api/v2/scans`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body,
      });
      if (response.status === 200) {
        const answer: { results: ScanResult[] } = JSON.parse(await response.text());
        confirmed.set(id, answer.results[0]?.outcome ?? 'none');
        return;
      }
      // Whatever else a dying server says must be a "not now".
      expect(response.status).toBe(503);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await sleep(RETRY_WAIT_MS);
  }
}

async function device(nth: number, cookie: string): Promise<void> {
  for (let count = 0; !isOver; count++) {
    const parent = `SB${nth}${String(Math.floor(count / 30)).padStart(4, '0')}`;
    await scanUntilConfirmed(cookie, `${nth}${String(count).padStart(6, '0')}`, parent);
  }
}

async function untilMore(): Promise<void> {
  const enough = confirmed.size + ACKS_BETWEEN_KILLS;
  await vi.waitUntil(() => confirmed.size >= enough, { timeout: 60_000, interval: 10 });
}

async function killPostgres(): Promise<void> {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  process.kill(Number((await readFile(file, 'utf8')).split('\n')[0]), 'SIGKILL');
}

describe('kill -9 while people scan', () => {
  test('of PostgreSQL, of the server, and of both, loses nothing that was confirmed', async () => {
    const cookie = await signIn();
    const work = Promise.all(Array.from({ length: DEVICES }, (_, nth) => device(nth, cookie)));
    await untilMore();
    await killPostgres();
    await untilMore();
    await server.kill();
    server = await startServerProcess({ DATA_DIR: dataDir });
    await untilMore();
    await Promise.all([killPostgres(), server.kill()]);
    server = await startServerProcess({ DATA_DIR: dataDir });
    await untilMore();
    isOver = true;
    await work;
    const ledger = await readLedger();
    for (const [id, outcome] of confirmed) expect(ledger.get(id)).toBe(outcome);
    expect(ledger.size).toBe(confirmed.size);
    expect([...new Set(confirmed.values())].sort()).toEqual(['packed', 'packed_full']);
  }, 120_000);

  test('leaves a server that stops in order', async () => {
    expect(await server.stop()).toBe(0);
  });
});

async function readLedger(): Promise<Map<string, string>> {
  const shared = await shareEmbeddedPostgres({ dataDir, holder: 'test', log: quietLog });
  const client = new pg.Client({ ...shared.app });
  await client.connect();
  const { rows } = await client.query<{ id: string; outcome: string }>(
    'select id, outcome from scan',
  );
  await client.end();
  await shared.stop();
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}
