import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  rmdir,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { expect, vi } from 'vitest';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
import { type Connection, withClient } from './roles.ts';
import type { SystemUser } from './system-user.ts';

export const isRoot = process.getuid?.() === 0;
export const silentLog = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

const scratchDirs: string[] = [];
const running: { stop(): Promise<void> }[] = [];
const children: ChildProcess[] = [];

/** A folder that `cleanUp` removes. Its path holds what careless code would split or quote. */
export async function makeScratchDir(): Promise<string> {
  // Root's own temporary folder may be closed to the database's user.
  const parent = isRoot ? '/tmp' : tmpdir();
  const dir = await realpath(await mkdtemp(join(parent, "tt it's, a test ")));
  scratchDirs.push(dir);
  return dir;
}

/** A data folder, not yet made, that the database's user can reach. */
export async function makeDataDir(): Promise<string> {
  const dir = await makeScratchDir();
  await chmod(dir, 0o755);
  return join(dir, 'data');
}

export async function start(dataDir: string, more: Partial<EmbeddedPostgresOptions> = {}) {
  const options = { dataDir, holder: 'test', log: silentLog, ...more };
  const database = await startEmbeddedPostgres(options);
  running.push(database);
  return database;
}

/** Starts the database from a process of its own, which a test may kill. */
export function startElsewhere(dataDir: string, user?: SystemUser) {
  const script = fileURLToPath(new URL('./start.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], {
    ...user,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const fault = text(child.stderr);
  const owner = async (): Promise<Connection> => {
    const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (!Buffer.isBuffer(first)) throw new Error(await fault);
    return JSON.parse(first.toString());
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { child, owner: owner(), kill };
}

export function query(connection: Connection, sql: string): Promise<pg.QueryResultRow[]> {
  return withClient(connection, async (client) => (await client.query(sql)).rows);
}

export async function postmasterPid(dataDir: string): Promise<number> {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  return Number((await readFile(file, 'utf8')).split('\n')[0]);
}

/** The processes that work somewhere below `dir`. */
export async function processesBelow(dir: string): Promise<string[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(
    names.map((name) => readlink(`/proc/${name}/cwd`).catch(() => '')),
  );
  return names.filter((_, index) => places[index]?.startsWith(dir));
}

/** Ends and removes everything that a test made; fails when a process is left. */
export async function cleanUp(): Promise<void> {
  for (const database of running.splice(0)) await database.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const dir of scratchDirs.splice(0)) {
    const homes = [dir, ...(await listHomesElsewhere(dir))];
    for (const home of homes) {
      await vi.waitFor(async () => expect(await processesBelow(home)).toEqual([]), 10_000);
      await rm(home, { recursive: true, force: true });
      if (home !== dir) await rmdir(dirname(home)).catch(() => undefined);
    }
  }
}

async function listHomesElsewhere(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true });
  const links = names.filter((name) => name.endsWith('data/postgres'));
  const homes = await Promise.all(
    links.map(async (name) => {
      const path = join(dir, name);
      return (await lstat(path)).isSymbolicLink() ? readlink(path) : undefined;
    }),
  );
  return homes.filter((home) => home !== undefined);
}
