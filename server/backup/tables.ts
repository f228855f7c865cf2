import type { Queryable } from '../db/database.ts';
import { listSequences, listTables, type TableRow } from './backup.sql.ts';

/**
 * Tables that a backup leaves out, and why. All others go along, so that a new one does without
 * being named anywhere.
 */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  schema_migration: 'restoring runs the migrations, which write it',
  session: 'nobody stays signed in on a site that was restored',
  sign_in_failure: 'it counts for minutes',
  import_foreseen: 'a dry run under way begins again, and needs its file for that',
};

/** The tables that a backup of this database has, in the order of their names. */
export async function listBackedUp(db: Queryable): Promise<TableRow[]> {
  const tables = await db.run(listTables);
  return tables.filter(({ name }) => !Object.hasOwn(LEFT_OUT, name));
}

/** The last number that each sequence has given; null for one that has given none. */
export async function readSequences(db: Queryable): Promise<ReadonlyMap<string, number | null>> {
  const rows = await db.run(listSequences);
  return new Map(rows.map(({ name, last }) => [name, last]));
}

/** What both sides of COPY must agree on, and time, whatever the database's own settings are. */
export const COPY_SETTINGS = `
  set client_encoding = 'UTF8'; set timezone = 'UTC'; set datestyle = 'ISO, YMD';
  set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex';
  select set_config(name, '0', false) from pg_settings where name in (
    'statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`;
