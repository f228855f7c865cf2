import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { shareEmbeddedPostgres, startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { faultOf } from './fault.ts';

/** Ways into the configured database. With DATABASE_URL both are the same role. */
export interface LocatedDatabase {
  /** Reads and writes rows. */
  readonly app: pg.ClientConfig;
  /** Owns the tables: for migrations, and for filling a new database. */
  readonly owner: pg.ClientConfig;
  /** Stops the embedded database if this call has started it. */
  stop(): Promise<void>;
}

export interface LocateOptions {
  /** Who uses it, such as 'serve'; told to another process that wants the data folder. */
  readonly holder: string;
  /** Whether to use the embedded database of a server that runs already. */
  readonly isShared: boolean;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

const UNREACHABLE_WAIT_MS = 30_000;
const RETRY_WAIT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * The database of DATABASE_URL, waited for up to 30 s, or else the embedded one, started.
 * @throws an error that says in a sentence what is wrong and what to do.
 */
export async function locateDatabase(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Logger,
  { holder, isShared, signal }: LocateOptions,
): Promise<LocatedDatabase> {
  if (databaseUrl === null) {
    const open = isShared ? shareEmbeddedPostgres : startEmbeddedPostgres;
    return open({ dataDir, holder, log });
  }
  const connection = { connectionString: databaseUrl };
  await untilReachable(connection, log, signal);
  return { app: connection, owner: connection, stop: () => Promise.resolve() };
}

async function untilReachable(
  connection: pg.ClientConfig,
  log: Logger,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const end = performance.now() + UNREACHABLE_WAIT_MS; ; ) {
    const error = await findObstacle(connection);
    if (error === null) return;
    const isLate = performance.now() >= end;
    if (isLate || !isWorthWaiting(error)) throw new UnusableDatabase(error, isLate);
    log.error({ err: error }, 'the database of DATABASE_URL is not reachable; trying again');
    await sleep(RETRY_WAIT_MS, undefined, { signal });
  }
}

async function findObstacle(connection: pg.ClientConfig): Promise<Error | null> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A wrong password or name does not mend itself; a database that is starting does. */
function isWorthWaiting(error: Error): boolean {
  if (error instanceof pg.DatabaseError) return /^(57P03|53)/.test(error.code ?? '');
  return faultOf(error)?.code === 'database_away';
}

class UnusableDatabase extends Error {
  constructor(cause: Error, isLate: boolean) {
    const waited = isLate ? ` within ${UNREACHABLE_WAIT_MS / 1_000} s` : '';
    super(`The database of DATABASE_URL cannot be used${waited}: ${sentenceOf(cause)}`);
  }
}

/** A name that leads to several addresses fails with all their errors and no text of its own. */
function sentenceOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
