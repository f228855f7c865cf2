import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { checkDurability } from './db/durability.ts';
import { type LocatedDatabase, locateDatabase } from './db/locate.ts';
import { migrate } from './db/migrate.ts';
import type { Deps } from './deps.ts';
import { startImports } from './import/start.ts';
import type { Logger } from './log.ts';
import { openDeps } from './open-deps.ts';
import { startWork } from './start-work.ts';
import { ensureFirstAdmin, type FirstAdmin } from './user/first-admin.ts';

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Set when this start made the first admin. */
  readonly firstAdmin: FirstAdmin | null;
  /** Answers what is in flight, then releases everything, within 10 s. May be called again. */
  stop(): Promise<void>;
}

/** What is still being answered after this is cut off: the database needs the rest of the 10 s. */
const ANSWER_WAIT_MS = 2_500;
/** Longer than a busy client takes to send the next request, which is told that we stop. */
const IDLE_CHECK_MS = 250;
const CHECK_TIMEOUT_MS = 10_000;

export interface StartOptions {
  /** Ends a start that still waits. */
  readonly signal?: AbortSignal;
  /** Adds routes to those of the features: a bench compares with one that does nothing. */
  readonly extend?: (app: FastifyInstance, deps: Deps) => void;
}

/**
 * Starts everything, in the order of need; what a failed start had acquired is released.
 * @throws an error whose message says in a sentence what is wrong and what to do.
 */
export async function startServer(
  config: Config,
  log: Logger,
  { signal, extend }: StartOptions = {},
): Promise<RunningServer> {
  const releasers: (() => Promise<void>)[] = [];
  const release = async (): Promise<void> => {
    for (const one of releasers.splice(0).reverse()) await one();
  };
  try {
    const located = await locateDatabase(config, log, {
      holder: 'serve',
      isShared: false,
      ...(signal === undefined ? {} : { signal }),
    });
    releasers.push(() => located.stop());
    await prepareDatabase(config, located, log);
    const { deps, close } = await openDeps(config, log, connectionsOf(config, located));
    releasers.push(close);
    const app = await buildApp(deps, extend);
    releasers.push(() => closeApp(app));
    releasers.push(await startImports(deps, located.app));
    releasers.push(await startWork(deps));
    signal?.throwIfAborted();
    const address = await listen(app, config);
    // Last: a password made by a start that fails would never be shown.
    const firstAdmin = await ensureFirstAdmin(deps);
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= release();
      return stopped;
    };
    return { address, firstAdmin, stop };
  } catch (error) {
    await release();
    throw error;
  }
}

async function prepareDatabase(
  { databaseUrl }: Config,
  { app, owner }: LocatedDatabase,
  log: Logger,
): Promise<void> {
  const { warning } = await migrate(owner, log);
  const risks = await findRisks(app, log);
  if (databaseUrl === null && risks.length > 0) throw new Error(risks.join('\n'));
  // Somebody else's database is theirs to set; they are told at each start.
  for (const risk of warning === null ? risks : [...risks, warning]) log.warn(risk);
}

async function findRisks(connection: LocatedDatabase['app'], log: Logger): Promise<string[]> {
  const db = openDatabase({
    connection,
    name: 'check',
    connectionsMax: 1,
    statementTimeoutMs: CHECK_TIMEOUT_MS,
    log,
  });
  return checkDurability(db).finally(() => db.close());
}

function connectionsOf({ databaseReplicaUrl }: Config, { app }: LocatedDatabase) {
  const replica = databaseReplicaUrl === null ? null : { connectionString: databaseReplicaUrl };
  return { app, lists: replica ?? app };
}

async function listen(app: FastifyInstance, { host, port, tls }: Config): Promise<string> {
  try {
    const address = await app.listen({ host, port });
    // The framework does not know that the server it was given speaks https.
    return tls === null ? address : address.replace(/^http:/, 'https:');
  } catch (error) {
    const why = LISTEN_FAULTS.get(codeOf(error));
    if (why === undefined) throw error;
    throw new Error(`Cannot listen on ${host}, port ${port}: ${why}`, { cause: error });
  }
}

const LISTEN_FAULTS: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'another program does. Stop it, or set another PORT.'],
  ['EACCES', 'this user may not. Set a PORT above 1023.'],
  ['EADDRNOTAVAIL', 'that is no address of this machine. Set another HOST.'],
  ['ENOTFOUND', 'that is no address of this machine. Set another HOST.'],
  ['EAI_AGAIN', 'that is no address of this machine. Set another HOST.'],
]);

/** Accepts nothing new, answers what is in flight, and does not wait for idle connections. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const { server } = app;
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const late = setTimeout(() => server.closeAllConnections(), ANSWER_WAIT_MS);
  await app.close().finally(() => {
    clearInterval(idle);
    clearTimeout(late);
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
