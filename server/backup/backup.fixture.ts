import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { type Config, readConfig } from '#server/config.ts';
import { openDatabase } from '#server/db/database.ts';
import { type Verification, verify } from '#server/verify/verify.ts';
import { makeTestDatabase, type TestDatabase } from '#test/database.ts';
import { quietLog } from '#test/quiet-log.ts';
import { backUp } from './backup.ts';
import { checkBackup, type Restored, restoreBackup } from './restore.ts';
import { draftBackup, type Written } from './write-file.ts';

/** A database, and who owns its tables. */
interface Owned {
  readonly owner: pg.ClientConfig;
}

const quiet = (): void => undefined;

/** A folder for a test file's backups, which goes with it. */
export async function makeBackupFolder(): Promise<{ folder: string; config: Config }> {
  const folder = await mkdtemp(join(tmpdir(), 'traitortrack-backup-'));
  afterAll(() => rm(folder, { recursive: true }));
  return { folder, config: readConfig({ DATA_DIR: join(folder, 'data') }) };
}

/** Databases that are dropped at the end: without our schema, and with it but never used. */
export function makeDatabases() {
  const made: TestDatabase[] = [];
  afterAll(async () => {
    for (const database of made) await database.drop();
  });
  const make = async (template?: string): Promise<TestDatabase> => {
    const database = await makeTestDatabase(template);
    made.push(database);
    return database;
  };
  return { empty: () => make('template1'), migrated: () => make() };
}

export async function backUpTo(
  path: string,
  { owner }: Owned,
  onProgress: (done: number, total: number) => void = quiet,
): Promise<Written> {
  const draft = await draftBackup(path, false);
  return backUp(owner, draft, onProgress).finally(draft.close);
}

export async function restoreFrom(
  path: string,
  owner: pg.ClientConfig,
  config: Config,
  onProgress: (done: number, total: number) => void = quiet,
): Promise<Restored> {
  const backup = await checkBackup(path, quiet);
  return restoreBackup(owner, config, backup, onProgress, quietLog);
}

export async function verified({ app }: Pick<TestDatabase, 'app'>): Promise<Verification> {
  const options = { name: 'test', connectionsMax: 1, statementTimeoutMs: 10_000, log: quietLog };
  const db = openDatabase({ ...options, connection: app });
  return verify(db, quiet).finally(() => db.close());
}

export async function query(connection: pg.ClientConfig, sql: string) {
  const client = new pg.Client(connection);
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}
