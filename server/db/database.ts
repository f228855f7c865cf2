import type { QueryResultRow } from 'pg';
import pg from 'pg';
import type { Logger } from '../log.ts';
import type { Statement } from './statement.ts';

/** Where statements run: the pool, or one transaction. Functions that write take the latter. */
export interface Queryable {
  run<Row extends QueryResultRow>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>;
  /** For text that is made at run time, such as that of a list with filters. */
  runText<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]>;
}

/** One transaction. `isTransaction` keeps a pool from being passed where one is needed. */
export interface Transaction extends Queryable {
  readonly isTransaction: true;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction; the whole of it again when PostgreSQL says it may succeed. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A connection of its own, for what a pool cannot do: LISTEN, COPY, cursors. */
  connect(): Promise<pg.PoolClient>;
  usage(): DatabaseUsage;
  close(): Promise<void>;
}

export interface DatabaseUsage {
  readonly size: number;
  readonly inUse: number;
  readonly waiting: number;
}

export interface DatabaseOptions {
  readonly connection: pg.ClientConfig;
  readonly name: string;
  readonly connectionsMax: number;
  readonly statementTimeoutMs: number;
  /** Plans each statement once for all parameters, whose index is the same whatever they are. */
  readonly isGeneric?: boolean;
  /** How many texts made at run time are planned once a connection, as named statements are. */
  readonly textsPreparedMax?: number;
  /** Hears of each statement that has ended, those of transactions too. */
  readonly onStatement?: OnStatement;
  readonly log: Logger;
}

/** `name` is null for text that was made at run time. */
type OnStatement = (run: {
  readonly name: string | null;
  readonly text: string;
  /** From being asked for, the wait for a connection included. */
  readonly ms: number;
  readonly hasFailed: boolean;
}) => void;

const CONNECT_TIMEOUT_MS = 3_000;
const LOCK_TIMEOUT_MS = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;
/** The client gives up a little after the server should have, as a silent network needs. */
const QUERY_TIMEOUT_MARGIN_MS = 1_000;
const CONNECTION_LIFE_SECONDS = 300;
const TRANSACTION_TRIES_MAX = 5;

const types = makeTypes();

/** Opens a pool whose every wait is bounded. It connects when first used. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...options.connection,
    application_name: `traitortrack ${options.name}`,
    max: options.connectionsMax,
    types,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    maxLifetimeSeconds: CONNECTION_LIFE_SECONDS,
    query_timeout: options.statementTimeoutMs + QUERY_TIMEOUT_MARGIN_MS,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    options: settingsOf(options),
  });
  // Without a listener the loss of an idle connection would end the process.
  let isClosing = false;
  pool.on('error', (error) => {
    // The pool has ended before its connections have: the database may be gone by then.
    if (!isClosing) options.log.warn({ err: error }, 'an idle connection was lost');
  });
  // Nor does the pool listen to those that are in use: whoever uses one hears of it by its query.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const { onStatement, textsPreparedMax = 0 } = options;
  return {
    ...queryableOf(pool, onStatement, makeTextNames(textsPreparedMax)),
    transaction: (work) => runTransaction(pool, work, onStatement),
    connect: () => pool.connect(),
    usage: () => ({
      size: pool.totalCount,
      inUse: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => {
      isClosing = true;
      return pool.end();
    },
  };
}

/** Settings of each connection's session. */
function settingsOf({ isGeneric = false }: DatabaseOptions): string {
  const settings = [
    'timezone=UTC',
    // People wait for many short statements at once: a second process for one of them is no gain.
    'max_parallel_workers_per_gather=0',
    // Planning anew for each set of arrays would cost a batch of scans 0.4 ms.
    ...(isGeneric ? ['plan_cache_mode=force_generic_plan'] : []),
  ];
  return settings.map((setting) => `-c ${setting}`).join(' ');
}

/** Names texts that are made at run time, so that a connection plans each of them once. */
type TextNames = (text: string) => string | undefined;

/** The first so many texts get a name; a list's texts are few, as its values are parameters. */
function makeTextNames(textsMax: number): TextNames {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= textsMax) return known;
    const name = `text-${names.size}`;
    names.set(text, name);
    return name;
  };
}

/** Statements over a connection that the caller holds, such as a migration's. */
export function queryableOf(
  client: pg.Pool | pg.ClientBase,
  onStatement?: OnStatement,
  nameOfText: TextNames = () => undefined,
): Queryable {
  const ask = async <Row extends QueryResultRow>(
    name: string | null,
    text: string,
    values: unknown[],
  ): Promise<Row[]> => {
    const startedAt = performance.now();
    let hasFailed = true;
    try {
      const preparedAs = name ?? nameOfText(text);
      const query =
        preparedAs === undefined ? { text, values } : { name: preparedAs, text, values };
      const { rows } = await client.query<Row>(query);
      hasFailed = false;
      return rows;
    } finally {
      onStatement?.({ name, text, ms: performance.now() - startedAt, hasFailed });
    }
  };
  return {
    run: ({ name, text }, values = []) => ask(name, text, values),
    runText: (text, values) => ask(null, text, [...values]),
  };
}

type TransactionWork<T> = (tx: Transaction) => Promise<T>;

async function runTransaction<T>(
  pool: pg.Pool,
  work: TransactionWork<T>,
  onStatement: OnStatement | undefined,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryTransaction(pool, work, onStatement);
    } catch (error) {
      if (!isRetryable(error) || tries === TRANSACTION_TRIES_MAX) throw error;
    }
  }
}

async function tryTransaction<T>(
  pool: pg.Pool,
  work: TransactionWork<T>,
  onStatement: OnStatement | undefined,
): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ ...queryableOf(client, onStatement), isTransaction: true });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      failure = lost;
    });
    throw error;
  } finally {
    client.release(failure);
  }
}

/** SQLSTATEs after which the same work may succeed: serialisation failure, deadlock. */
const RETRYABLE = new Set(['40001', '40P01']);

export function isRetryable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && RETRYABLE.has(error.code ?? '');
}

/** Times come as ISO 8601 in UTC with microseconds, dates as text, bigint as number. */
function makeTypes(): pg.CustomTypesConfig {
  const { builtins } = pg.types;
  const parsers = new Map<number, (text: string) => unknown>([
    [builtins.TIMESTAMPTZ, (text) => `${text.slice(0, 10)}T${text.slice(11, -3)}Z`],
    [builtins.DATE, (text) => text],
    [builtins.INT8, Number],
  ]);
  return {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      parsers.get(oid) ?? pg.types.getTypeParser(oid, format ?? 'text'),
  } as pg.CustomTypesConfig;
}
