import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Queryable, queryableOf } from '../db/database.ts';
import {
  findSchemaVersion,
  newestSchemaVersion,
  SCHEMA_LOCK,
  type SchemaVersion,
} from '../db/migrate.ts';
import type { TableRow } from './backup.sql.ts';
import { FORMAT, FORMAT_VERSION, type Header, type Table } from './format.ts';
import { COPY_SETTINGS, listBackedUp, readSequences } from './tables.ts';
import type { BackupDraft, TableRows, Written } from './write-file.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A migration, or a demonstration being made, gets this long. */
const LOCK_WAIT_MS = 60_000;

/**
 * Writes all of a site, as it is at one moment, to a file. It changes nothing, and a server may
 * work meanwhile; one that has a migration to do waits. Memory does not grow with the site.
 * @param connection of the role that owns the tables.
 * @param onProgress hears how many of how many bytes are done, about.
 * @throws an error in plain words when there is no site, or one of a newer version.
 */
export async function backUp(
  connection: pg.ClientConfig,
  draft: BackupDraft,
  onProgress: (done: number, total: number) => void,
): Promise<Written> {
  const client = new pg.Client({
    ...connection,
    application_name: 'traitortrack backup',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_WAIT_MS,
  });
  // A lost connection rejects what is under way; unheard, it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { header, tables } = await takeSnapshot(client);
    const advance = makeAdvance(tables, onProgress);
    const written = await draft.finish(header, (table) => readRows(client, table, advance));
    onProgress(1, 1);
    return written;
  } finally {
    await client.end();
  }
}

/** All that is read later on this connection is of this moment. */
async function takeSnapshot(
  client: pg.Client,
): Promise<{ readonly header: Header; readonly tables: readonly TableRow[] }> {
  await client.query(COPY_SETTINGS);
  // Until the tables themselves are locked, so that none changes its columns after they are listed.
  await client.query(`select pg_advisory_lock_shared(${SCHEMA_LOCK})`);
  await client.query('begin isolation level repeatable read read only');
  const migration = await versionOf(client);
  const db = queryableOf(client);
  const tables = await listBackedUp(db);
  const names = tables.map(({ name }) => client.escapeIdentifier(name));
  await client.query(`lock table ${names.join(', ')} in access share mode`);
  await client.query(`select pg_advisory_unlock_shared(${SCHEMA_LOCK})`);
  const [now] = await db.runText<{ at: Date }>('select transaction_timestamp() as at', []);
  const header: Header = {
    format: FORMAT,
    version: FORMAT_VERSION,
    at: (now?.at ?? new Date()).toISOString(),
    migration,
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    sequences: await readGiven(db),
  };
  return { header, tables };
}

/** Sequences know no snapshot: read after it began, they are at or past all of its rows. */
async function readGiven(db: Queryable): Promise<Record<string, number>> {
  const sequences = [...(await readSequences(db))];
  return Object.fromEntries(
    sequences.flatMap(([name, last]) => (last === null ? [] : [[name, last] as const])),
  );
}

async function versionOf(client: pg.Client): Promise<SchemaVersion> {
  const version = await findSchemaVersion(client);
  if (version === null) throw new Error('There is no site in this database: nothing to back up.');
  const { number, name } = version;
  if (number > (await newestSchemaVersion()).number) {
    throw new Error(`The database has ${name}, of a newer version: back it up with that version.`);
  }
  return { number, name };
}

function readRows(
  client: pg.Client,
  { name, columns }: Table,
  advance: (table: string, bytes: number) => void,
): TableRows {
  const listed = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const stream = client.query(
    copyTo(`copy ${client.escapeIdentifier(name)} (${listed}) to stdout`),
  );
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of stream) {
      advance(name, piece.length);
      yield piece;
    }
  };
  return {
    pieces: pieces(),
    count: async () => {
      // PostgreSQL tells it after the last row, and answers the next statement after that.
      await client.query('select');
      return stream.rowCount;
    },
  };
}

/** A table is about as long in a backup as on the disk; what it has more is not counted. */
function makeAdvance(
  tables: readonly TableRow[],
  onProgress: (done: number, total: number) => void,
): (table: string, bytes: number) => void {
  const bytesOf = new Map(tables.map(({ name, bytes }) => [name, bytes]));
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  let current = '';
  let before = 0;
  let done = 0;
  return (table, bytes) => {
    if (table !== current) {
      before += bytesOf.get(current) ?? 0;
      current = table;
      done = 0;
    }
    done = Math.min(done + bytes, bytesOf.get(table) ?? 0);
    onProgress(before + done, total + 1);
  };
}
