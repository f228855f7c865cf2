import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { BENCH_ADMIN, type ServerProcess, startServerProcess } from '#bench/server-process.ts';
import type { Import } from '#contract/import.ts';
import { shareEmbeddedPostgres } from '#server/db/embedded/embedded-postgres.ts';
import { quietLog } from './quiet-log.ts';

/** A server that is killed while it imports: the next one goes on, and does no row twice. */

const PARENTS = 400;
const CAPACITY = 30;
const ROWS = PARENTS * (CAPACITY + 1);

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-import-crash-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

let server: ServerProcess = await startServerProcess({ DATA_DIR: dataDir });
const cookie = await signIn();

async function signIn(): Promise<string> {
  const response = await fetch(`${server.url}/api/v2/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BENCH_ADMIN),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function sheet(): string {
  const lines = ['Sr,QR'];
  for (let parent = 0; parent < PARENTS; parent++) {
    for (let child = 0; child < CAPACITY; child++) {
      lines.push(`${child},LABEL NO.:55${String(parent * CAPACITY + child).padStart(6, '0')}`);
    }
    lines.push(`Parent Code,SB${String(parent).padStart(5, '0')}`);
  }
  return lines.join('\n');
}

async function send(): Promise<Import> {
  const body = new FormData();
  body.append('file', new Blob([sheet()]), 'sheet.csv');
  const url = `${server.url}/api/v2/imports?kind=packing&mode=commit`;
  const response = await fetch(url, { method: 'POST', headers: { cookie }, body });
  return JSON.parse(await response.text());
}

async function read(id: string): Promise<Import> {
  const response = await fetch(`${server.url}/api/v2/imports/${id}`, { headers: { cookie } });
  return JSON.parse(await response.text());
}

/** @returns the import as soon as it is as wanted, or at its end. */
async function until(id: string, isWanted: (one: Import) => boolean): Promise<Import> {
  for (;;) {
    const one = await read(id);
    if (isWanted(one) || one.state === 'done' || one.state === 'failed') return one;
    await sleep(1);
  }
}

test('an import goes on after kill -9 and after SIGTERM, and does no row twice', async () => {
  const { id } = await send();
  const first = await until(id, ({ counts }) => counts.created > 0);
  await server.kill();
  server = await startServerProcess({ DATA_DIR: dataDir });
  const second = await until(id, ({ counts }) => counts.created > first.counts.created);
  expect(await server.stop()).toBe(0);
  server = await startServerProcess({ DATA_DIR: dataDir });
  const ended = await until(id, () => false);
  expect(ended).toMatchObject({ state: 'done', rows: ROWS, counts: { created: ROWS } });
  // It was cut off twice, each time in the middle.
  expect(first.counts.created).toBeLessThan(second.counts.created);
  expect(second.counts.created).toBeLessThan(ROWS);
  expect(await countRows()).toEqual({ scans: ROWS, bags: ROWS, fates: ROWS });
  expect(await server.stop()).toBe(0);
}, 120_000);

async function countRows(): Promise<unknown> {
  const shared = await shareEmbeddedPostgres({ dataDir, holder: 'test', log: quietLog });
  const client = new pg.Client({ ...shared.app });
  await client.connect();
  const { rows } = await client.query(
    `select (select count(*)::int from scan) as scans, (select count(*)::int from bag) as bags,
       (select count(*)::int from import_row) as fates`,
  );
  await client.end();
  await shared.stop();
  return rows[0];
}
