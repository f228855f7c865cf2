import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { migrateJobs } from '../jobs/schema.ts';
import type { Logger } from '../log.ts';
import { queryableOf } from './database.ts';
import { grantToApp } from './grant.ts';
import { statement } from './statement.ts';

const MIGRATIONS_DIR = new URL('./migrations/', import.meta.url);
const POSTGRES_VERSION_MIN = 15;
/** Another process may be migrating; it gets this long. */
const LOCK_WAIT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Whoever holds this lock may change the schema; while it is shared, nobody does. */
export const SCHEMA_LOCK = `hashtext('traitortrack migrate')`;

/** How far a schema is: its last migration. */
export interface SchemaVersion {
  readonly number: number;
  readonly name: string;
}

interface Migration extends SchemaVersion {
  readonly sha256: string;
  readonly sql: string;
}

interface AppliedRow extends SchemaVersion {
  readonly sha256: string;
}

const listApplied = statement<AppliedRow>(
  'listApplied',
  'select number, name, sha256 from schema_migration order by number',
);

/** $1 number, $2 name, $3 hash of the file. */
const insertApplied = statement(
  'insertApplied',
  'insert into schema_migration (number, name, sha256) values ($1, $2, $3)',
);

/**
 * Brings a database to this version's schema: forward only, each file in its own transaction, one
 * process at a time. Safe at each start.
 * @param connection of the role that owns, or shall own, the tables.
 * @returns how many files ran, and what could not be secured (see `grantToApp`), for the log.
 * @throws an error in plain words when the database is too old, too new, or not ours.
 */
export async function migrate(
  connection: pg.ClientConfig,
  log: Logger,
): Promise<{ readonly applied: number; readonly warning: string | null }> {
  const migrations = await readMigrations();
  const client = new pg.Client({
    ...connection,
    application_name: 'traitortrack migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_WAIT_MS,
  });
  client.on('error', (error) => log.warn({ err: error }, 'the connection was lost'));
  await client.connect();
  try {
    await refuseOldPostgres(client);
    // Ends with the connection. Held over all files, so that two processes do not take turns.
    await client.query(`select pg_advisory_lock(${SCHEMA_LOCK})`);
    const pending = await findPending(client, migrations);
    for (const migration of pending) {
      log.info({ migration: migration.name }, 'migrating');
      await apply(client, migration);
    }
    await migrateJobs(connection, queryableOf(client));
    return { applied: pending.length, warning: await grant(client) };
  } finally {
    await client.end();
  }
}

/**
 * The same inside the caller's transaction, who holds the lock, and no further than a number. The
 * job queue's tables and the app's rights are left to `migrate`.
 * @throws as `migrate` does.
 */
export async function migrateWithin(client: pg.ClientBase, upTo: number): Promise<void> {
  await refuseOldPostgres(client);
  const pending = await findPending(client, await readMigrations());
  for (const migration of pending) {
    if (migration.number <= upTo) await applyWithin(client, migration);
  }
}

/** Null for a database without our schema. */
export async function findSchemaVersion(client: pg.ClientBase): Promise<SchemaVersion | null> {
  if (!(await isTableThere(client))) return null;
  return (await queryableOf(client).run(listApplied)).at(-1) ?? null;
}

/** The schema of this version of the program. */
export async function newestSchemaVersion(): Promise<SchemaVersion> {
  const newest = (await readMigrations()).at(-1);
  if (newest === undefined) throw new Error('the program has no migrations');
  return newest;
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (name) => {
      const sql = await readFile(new URL(name, MIGRATIONS_DIR), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      return { number: Number.parseInt(name, 10), name, sha256, sql };
    }),
  );
}

async function refuseOldPostgres(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  const major = rows[0]?.major ?? 0;
  if (major >= POSTGRES_VERSION_MIN) return;
  throw new Error(`PostgreSQL ${POSTGRES_VERSION_MIN} or newer is needed; this one is ${major}`);
}

async function findPending(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  await ensureTable(client);
  const applied = await queryableOf(client).run(listApplied);
  for (const { number, name, sha256 } of applied) {
    const known = migrations.find((migration) => migration.number === number);
    if (known === undefined) {
      throw new Error(`The database has ${name}, of a newer version: start that version`);
    }
    if (known.sha256 !== sha256) {
      throw new Error(`${known.name} has changed since it ran here: restore it, add a new file`);
    }
  }
  return migrations.filter(({ number }) => !applied.some((done) => done.number === number));
}

/** Asked first: who may not create tables may still find that there is nothing to do. */
async function ensureTable(client: pg.ClientBase): Promise<void> {
  if (await isTableThere(client)) return;
  await client.query(`create table schema_migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`);
}

async function isTableThere(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query(`select from pg_class where oid = to_regclass($1)`, [
    'schema_migration',
  ]);
  return rows.length > 0;
}

function apply(client: pg.Client, migration: Migration): Promise<void> {
  return atomically(client, () => applyWithin(client, migration));
}

async function applyWithin(
  client: pg.ClientBase,
  { number, name, sha256, sql }: Migration,
): Promise<void> {
  try {
    await client.query(sql);
    await queryableOf(client).run(insertApplied, [number, name, sha256]);
  } catch (error) {
    throw new Error(`${name} failed; nothing of it was kept`, { cause: error });
  }
}

/** At once, so that no other process sees a right that is given and then taken away. */
function grant(client: pg.Client): Promise<string | null> {
  return atomically(client, () => grantToApp(queryableOf(client)));
}

async function atomically<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
