import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findShipped, prepareBinaries } from './binaries.ts';
import {
  clusterDirOf,
  ensureCluster,
  type Passwords,
  readPasswords,
  SUPERUSER,
} from './cluster.ts';
import { homeLink, prepareHome } from './home.ts';
import { DataDirInUse, takeLock } from './lock.ts';
import type { Log } from './log.ts';
import { type Postmaster, spawnPostmaster } from './postmaster.ts';
import { clearLeftovers, readPidFile } from './processes.ts';
import { APP_ROLE, type Connection, DATABASE, OWNER_ROLE, provision, withClient } from './roles.ts';
import {
  fittedSettings,
  fixedSettings,
  toArguments,
  toConfigurationFile,
  usableMemory,
} from './settings.ts';
import { makeSocketDir, PORT, removeIfTemporary } from './socket-dir.ts';
import { superviseDatabase } from './supervisor.ts';
import { writePrivateFile } from './system-user.ts';

export type { Connection };
export { DataDirInUse };

const CONNECTIONS_MAX = 100;
const SHARE_WAIT_MS = 30_000;
const SHARE_POLL_MS = 100;

export interface EmbeddedPostgresOptions {
  /** Made when it is missing. Everything of the database lies in its folder `postgres`. */
  readonly dataDir: string;
  /** Who uses it, such as 'serve'; shown to whoever is refused. */
  readonly holder: string;
  readonly log: Log;
  /** The database has gone; connections fail until `onUp`. */
  onDown?(): void;
  onUp?(): void;
  readonly maxConnections?: number;
}

/** The three ways into the database, in the order of what they may do. */
interface Connections {
  /** Reads and writes rows of the owner's tables; not a superuser, owns nothing. */
  readonly app: Connection;
  /** Owns the database and runs migrations; not a superuser. */
  readonly owner: Connection;
  /** For supervision and tests. */
  readonly superuser: Connection;
}

export interface EmbeddedPostgres extends Connections {
  /** Stops what this call started, within 8 s, and gives the data folder free. */
  stop(): Promise<void>;
}

/**
 * Runs PostgreSQL on `dataDir/postgres`, reachable through a Unix socket that only its user (and
 * root) can open. Recovers by itself from whatever a crash of this process, of PostgreSQL or of the
 * machine has left, and starts PostgreSQL again whenever it dies.
 *
 * Throws `DataDirInUse` when another process has the folder, and an error that says what to do when
 * the machine cannot run it.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const startedAt = performance.now();
  await mkdir(dataDir, { recursive: true });
  const lock = await takeLock(dataDir, options.holder);
  // Run in reverse order, by `stop` or when a step of the start fails.
  const releasers = [() => lock.release()];
  const releaseAll = async (): Promise<void> => {
    for (const release of releasers.reverse()) await release();
  };
  try {
    const prepared = await prepare(options);
    const { clusterDir, socketDir, passwords } = prepared;
    releasers.push(() => removeIfTemporary(socketDir));
    const launch = async (): Promise<Postmaster> => {
      await clearLeftovers(clusterDir, socketDir, log);
      return spawnPostmaster({ ...prepared, log });
    };
    const supervisor = await superviseDatabase({ ...options, launch });
    releasers.push(() => supervisor.stop());
    const connections = connectionsTo(socketDir, passwords);
    await provision(connections.superuser, passwords);
    const startMs = Math.round(performance.now() - startedAt);
    log.info({ clusterDir, startMs }, 'the embedded database is up');
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= releaseAll();
      return stopped;
    };
    return { ...connections, stop };
  } catch (error) {
    await releaseAll();
    throw error;
  }
}

/** Puts everything on the disk that PostgreSQL needs to start. */
async function prepare({
  dataDir,
  log,
  maxConnections = CONNECTIONS_MAX,
}: EmbeddedPostgresOptions) {
  const { dir, user } = await prepareHome(dataDir, log);
  const nativeDir = await prepareBinaries(await findShipped(), user, log);
  const passwords = await ensureCluster({ dir, user }, nativeDir, log);
  const clusterDir = clusterDirOf(dir);
  const settings = fittedSettings(usableMemory(), maxConnections);
  const settingsFile = join(clusterDir, 'postgresql.conf');
  await writePrivateFile(settingsFile, toConfigurationFile(settings), user);
  const socketDir = await makeSocketDir({ dir, user });
  const args = toArguments(fixedSettings(socketDir));
  const binary = join(nativeDir, 'bin', 'postgres');
  return { binary, args, user, clusterDir, socketDir, passwords };
}

/**
 * For command-line tools: the database of the server that runs on `dataDir`, or, when none does,
 * one of its own that `stop` stops. It does not keep a server's database up: when the server stops,
 * connections end. Throws what `startEmbeddedPostgres` throws; `DataDirInUse` only when the
 * holder's database is not up within 30 s.
 */
export async function shareEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  for (const end = performance.now() + SHARE_WAIT_MS; ; await sleep(SHARE_POLL_MS)) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error;
      const running = await findRunning(options.dataDir);
      if (running) return { ...running, stop: () => Promise.resolve() };
      if (performance.now() >= end) throw error;
    }
  }
}

async function findRunning(dataDir: string): Promise<Connections | undefined> {
  const homeDir = await realpath(homeLink(dataDir)).catch(() => undefined);
  if (homeDir === undefined) return undefined;
  const pidFile = await readPidFile(clusterDirOf(homeDir));
  if (!pidFile?.isReady) return undefined;
  const connections = connectionsTo(pidFile.socketDir, await readPasswords(homeDir));
  const isUp = await withClient(connections.app, async () => true).catch(() => false);
  return isUp ? connections : undefined;
}

function connectionsTo(host: string, passwords: Passwords): Connections {
  const common = { host, port: PORT, database: DATABASE };
  return {
    app: { ...common, user: APP_ROLE, password: passwords.app },
    owner: { ...common, user: OWNER_ROLE, password: passwords.owner },
    superuser: { ...common, user: SUPERUSER, password: passwords.superuser },
  };
}
