import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Connection } from '#server/db/embedded/embedded-postgres.ts';
import { shareEmbeddedPostgres } from '#server/db/embedded/embedded-postgres.ts';
import { makeLogger } from '#server/log.ts';
import { type CpuSeconds, cpuSecondsOf, cpuSecondsOfFamily, parentOf } from './processor.ts';
import {
  BENCH_ADMIN,
  type ServerProcess,
  startServerProcess,
  zoneAtNoon,
} from './server-process.ts';

/** A server with a filled database, and what a workload needs to know of it. */
export interface Site {
  readonly server: ServerProcess;
  readonly superuser: Connection;
  /** Cookies of people who are signed in, for the clients to share. */
  readonly cookies: readonly string[];
  /** Codes of children that exist, picked at random. */
  readonly childCodes: readonly string[];
  readonly bags: number;
  query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>;
  /** Resident memory of the server's process. */
  memoryMb(): number;
  /** What the server and the database have had of the processors so far. */
  cpuSeconds(): CpuSeconds;
  /** Runs `verify` beside the server; its exit code. */
  verify(): Promise<number>;
  close(): Promise<void>;
}

/** People enough that sessions are looked up as in life, few enough to hash their passwords. */
const SESSIONS = 10;
const CODES_SAMPLED = 20_000;
const BENCH_SERVER = fileURLToPath(new URL('./serve.ts', import.meta.url));
const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

/** @param bags how many `demo` makes; 0 for an empty database. */
export async function openSite(bags: number): Promise<Site> {
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-bench-'));
  const env = { DATA_DIR: dataDir, TIME_ZONE: zoneAtNoon() };
  // The first start makes the admin, the second is measured on the filled database.
  await (await startServerProcess(env)).stop();
  if (bags > 0) await runCli(['demo', '--bags', `${bags}`, '--seed', '1'], env);
  const server = await startServerProcess(env, [BENCH_SERVER]);
  const shared = await shareEmbeddedPostgres({
    dataDir,
    holder: 'bench',
    log: makeLogger('error'),
  });
  const { superuser } = shared;
  const client = new pg.Client({ ...superuser, database: shared.app.database });
  await client.connect();
  const query = async <Row extends pg.QueryResultRow>(text: string) =>
    (await client.query<Row>(text)).rows;
  const sampled = await query<{ code: string }>(
    `select code from bag where kind = 'child' and parent_code is not null
     order by hashtext(code) limit ${CODES_SAMPLED}`,
  );
  const [backend] = await query<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = parentOf(backend?.pid ?? 0);
  return {
    server,
    superuser,
    bags,
    query,
    cookies: await signInAll(server),
    childCodes: sampled.map(({ code }) => code),
    memoryMb: () => memoryMbOf(server.pid),
    cpuSeconds: () => ({
      server: cpuSecondsOf(server.pid),
      database: cpuSecondsOfFamily(postmaster),
    }),
    verify: () => runCli(['verify'], env, true),
    close: async () => {
      await client.end();
      await shared.stop();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function signInAll({ url }: ServerProcess): Promise<string[]> {
  const cookies: string[] = [];
  while (cookies.length < SESSIONS) {
    const response = await fetch(`${url}/api/v2/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(BENCH_ADMIN),
    });
    if (response.status !== 200) throw new Error(`signing in: ${response.status}`);
    cookies.push(response.headers.get('set-cookie')?.split(';')[0] ?? '');
  }
  return cookies;
}

async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  mayFail = false,
): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = await once(child, 'close');
  if (code !== 0 && !mayFail) throw new Error(`${args.join(' ')} failed:\n${said.join('')}`);
  return Number(code);
}

function memoryMbOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return Number(kilobytes) / 1024;
}
