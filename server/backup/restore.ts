import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Config } from '../config.ts';
import { queryableOf } from '../db/database.ts';
import { dropForSpeed, type Restoring } from '../db/drop-for-speed.ts';
import { faultOf } from '../db/fault.ts';
import {
  findSchemaVersion,
  migrate,
  migrateWithin,
  newestSchemaVersion,
  SCHEMA_LOCK,
} from '../db/migrate.ts';
import { adoptImports } from '../import/adopt.ts';
import type { Logger } from '../log.ts';
import { findOthers, setSequence } from './backup.sql.ts';
import { messageOf } from './file-fault.ts';
import type { Header, Table } from './format.ts';
import { type Backup, openBackup, readTables } from './read-file.ts';
import { COPY_SETTINGS, listBackedUp, readSequences } from './tables.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** More gains little: sorting 2 million codes takes less. */
const INDEX_MEMORY = '256MB';
/** What migrations fill. A row in any other table is a site in use, or somebody else's. */
const SEEDED: ReadonlySet<string> = new Set([
  'alert_rule',
  'area',
  'bag_code_place',
  'product',
  'webhook_feed',
]);
const ELSEWHERE =
  'Name a new folder in DATA_DIR, or a new database in DATABASE_URL, and restore there.';

export interface Restored {
  readonly tables: number;
  readonly rows: number;
  /** Tables of the backup that are none of ours: somebody had made them in our schema. */
  readonly leftOut: readonly string[];
}

type OnProgress = (done: number, total: number) => void;

/**
 * Reads a whole backup, and changes nothing.
 * @throws an error that says in a sentence why it cannot be restored: no backup, cut off, damaged,
 *   or of a newer version.
 */
export async function checkBackup(path: string, onProgress: OnProgress): Promise<Backup> {
  const backup = await openBackup(path);
  const { number, name } = backup.header.migration;
  if (number > (await newestSchemaVersion()).number) {
    throw new Error(
      `${path} was made by a newer version of TraitorTrack (${name}): restore it with that.`,
    );
  }
  const skip = () => Promise.resolve(null);
  await readTables(backup, skip, (bytes) => onProgress(bytes, backup.bytes));
  return backup;
}

/**
 * Puts a backup into an empty database, in one transaction: all of it or nothing. The schema is
 * first that of the backup, and then brought to this version's.
 * @param connection of the role that owns, or shall own, the tables.
 * @throws an error in plain words when somebody uses the database, or has, or it cannot take it.
 */
export async function restoreBackup(
  connection: pg.ClientConfig,
  config: Config,
  backup: Backup,
  onProgress: OnProgress,
  log: Logger,
): Promise<Restored> {
  const client = new pg.Client({
    ...connection,
    application_name: 'traitortrack restore',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A lost connection rejects what is under way; unheard, it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  let restored: Restored;
  try {
    await client.query(COPY_SETTINGS);
    await refuseOthers(client);
    await refuseFilled(client);
    await refuseNewer(client, backup.header);
    restored = await load(client, config, backup, onProgress);
    // Lists read only indexes where the table is known to hold nothing that somebody may not see.
    const tables = await listBackedUp(queryableOf(client));
    await client.query(`vacuum (analyze) ${tables.map(({ name }) => quote(name)).join(', ')}`);
  } finally {
    await client.end();
  }
  await migrate(connection, log);
  return restored;
}

/** A server that starts meanwhile waits for the lock, and gives up. */
async function refuseOthers(client: pg.Client): Promise<void> {
  const [other] = await queryableOf(client).run(findOthers);
  const locked = await client.query<{ is_ours: boolean }>(
    `select pg_try_advisory_lock(${SCHEMA_LOCK}) as is_ours`,
  );
  if (other === undefined && locked.rows[0]?.is_ours) return;
  const who = other === undefined ? '' : ` ("${other.name}")`;
  throw new Error(`A server or a command is at work on this database${who}: stop it first.`);
}

async function refuseFilled(client: pg.Client): Promise<void> {
  for (const { name } of await listBackedUp(queryableOf(client))) {
    if (SEEDED.has(name)) continue;
    const { rows } = await client.query(`select from ${quote(name)} limit 1`);
    if (rows.length === 0) continue;
    throw new Error(`A backup needs an empty database, and here are rows in ${name}. ${ELSEWHERE}`);
  }
}

async function refuseNewer(client: pg.Client, { migration }: Header): Promise<void> {
  const version = await findSchemaVersion(client);
  if (version === null || version.number <= migration.number) return;
  throw new Error(
    `This database has ${version.name} already, the backup only ${migration.name}. ${ELSEWHERE}`,
  );
}

async function load(
  client: pg.Client,
  config: Config,
  backup: Backup,
  onProgress: OnProgress,
): Promise<Restored> {
  const { header } = backup;
  // Indexes take about as long as rows.
  const onShare = (share: number) => onProgress(share * backup.bytes, 2 * backup.bytes);
  try {
    await client.query('begin');
    await migrateWithin(client, header.migration.number);
    // What is only seen now is somebody else's: it lay in a schema that was not ours yet.
    await refuseFilled(client);
    const known = await listKnown(client, header);
    const restoring = await dropForSpeed(client, known);
    const seeded = known.filter((name) => SEEDED.has(name));
    // It is in the backup, as it was then.
    await client.query(`truncate ${seeded.map(quote).join(', ')}`);
    const rows = await copyTables(client, backup, known, (bytes) => onShare(bytes / backup.bytes));
    await rebuild(client, restoring, (share) => onShare(1 + share));
    await setSequences(client, header);
    await migrateWithin(client, Number.POSITIVE_INFINITY);
    await adoptImports(queryableOf(client), config);
    await client.query('commit');
    const leftOut = header.tables.map(({ name }) => name).filter((name) => !known.includes(name));
    return { tables: header.tables.length - leftOut.length, rows, leftOut };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw notRestored(error);
  }
}

const quote = (name: string): string => pg.escapeIdentifier(name);

/** The backup's tables that this database has, too. */
async function listKnown(client: pg.Client, { tables }: Header): Promise<string[]> {
  const names = new Set(tables.map(({ name }) => name));
  const there = await listBackedUp(queryableOf(client));
  return there.map(({ name }) => name).filter((name) => names.has(name));
}

/** @returns how many rows there were. */
async function copyTables(
  client: pg.Client,
  backup: Backup,
  known: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<number> {
  let count = 0;
  const visit = async ({ name, columns }: Table, rows: AsyncGenerator<Buffer>) => {
    if (!known.includes(name)) return null;
    const into = `${quote(name)} (${columns.map(quote).join(', ')})`;
    const stream = client.query(copyFrom(`copy ${into} from stdin`));
    await pipeline(Readable.from(rows, { objectMode: true, highWaterMark: 1 }), stream);
    count += stream.rowCount;
    return stream.rowCount;
  };
  await readTables(backup, visit, onBytes);
  return count;
}

async function rebuild(
  client: pg.Client,
  restoring: Restoring,
  onShare: (share: number) => void,
): Promise<void> {
  await client.query(`set local maintenance_work_mem = '${INDEX_MEMORY}'`);
  for (const [at, statement] of restoring.entries()) {
    await client.query(statement);
    onShare((at + 1) / restoring.length);
  }
}

async function setSequences(client: pg.Client, { sequences }: Header): Promise<void> {
  const db = queryableOf(client);
  const known = await readSequences(db);
  for (const [name, last] of Object.entries(sequences)) {
    if (known.has(name)) await db.run(setSequence, [name, last]);
  }
}

function notRestored(error: unknown): Error {
  const isFull = error instanceof pg.DatabaseError && error.code?.startsWith('53');
  const why = isFull ? error.message : (faultOf(error)?.message ?? messageOf(error));
  // A migration that fails has PostgreSQL's own words as its cause.
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return new Error(`Nothing was restored: ${why}`, { cause });
}
