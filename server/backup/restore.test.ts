import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate, migrateWithin, newestSchemaVersion } from '#server/db/migrate.ts';
import { runCli } from '#test/cli.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { openTestApp } from '#test/harness.ts';
import { quietLog } from '#test/quiet-log.ts';
import { scanner } from '#test/scanner.ts';
import {
  backUpTo,
  makeBackupFolder,
  makeDatabases,
  query,
  restoreFrom,
  verified,
} from './backup.fixture.ts';
import { backUp } from './backup.ts';
import { openBackup } from './read-file.ts';
import { type BackupDraft, draftBackup } from './write-file.ts';

const { app, connections, asAdmin } = await openTestApp();
const headers = await asAdmin();
const databases = makeDatabases();
const { folder, config } = await makeBackupFolder();

const { send } = scanner(app, headers);
const packOf = (n: number, length: number) =>
  Array.from({ length }, (_, at) => {
    const code = String(1_000_000 + n * length + at);
    return { action: 'pack', code, parent: `SB${String(10_000 + n)}` };
  });

const RESTORING = `select count(*)::int as connections from pg_stat_activity
  where datname = current_database() and application_name = 'traitortrack restore'`;
const TABLES = `select count(*)::int as tables from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r'`;

test('a backup that is taken while people scan is of one moment', async () => {
  const path = join(folder, 'busy.backup');
  let n = 0;
  const recordSome = () => send(packOf(n++, SCANS_AT_ONCE));
  await recordSome();
  const draft = await draftBackup(path, false);
  const finish: BackupDraft['finish'] = (header, open) =>
    draft.finish(header, (table) => {
      const { pieces, count } = open(table);
      return { pieces: after(recordSome, pieces), count };
    });
  await backUp(connections.owner, { ...draft, finish }, () => undefined);
  await draft.close();
  const target = await databases.empty();
  await restoreFrom(path, target.owner, config);
  expect(n).toBeGreaterThan(30);
  expect(await verified(target)).toMatchObject({ scans: SCANS_AT_ONCE, sentences: [] });
});

const SCANS_AT_ONCE = 20;

async function* after<T>(work: () => Promise<unknown>, pieces: AsyncIterable<T>) {
  await work();
  yield* pieces;
}

/** A site as an older version of the program would have it, with a packet in a parent. */
async function makeOldSite(number: number) {
  const database = await databases.empty();
  const client = new pg.Client(database.owner);
  await client.connect();
  await client.query('begin');
  await migrateWithin(client, number);
  await client.query(`
    insert into app_user (username, password_hash, role) values ('asha', 'x', 'admin');
    insert into area (name) values ('kota');
    insert into scan (id, received_at, scanned_at, user_id, action, outcome, code, parent_code)
    values (gen_random_uuid(), '2025-01-01Z', '2025-01-01Z', 1, 'open', 'opened', 'SB00001', null),
      (gen_random_uuid(), '2025-01-01Z', '2025-01-01Z', 1, 'pack', 'packed', '1000001', 'SB00001');
    insert into bag (code, kind, created_at, created_by, product_id, capacity, child_count,
      is_sealed) values ('SB00001', 'parent', '2025-01-01Z', 1, 1, 30, 1, false);
    insert into bag (code, kind, created_at, created_by, parent_code, packed_at, packed_by)
    values ('1000001', 'child', '2025-01-01Z', 1, 'SB00001', '2025-01-01Z', 1);
    update bag set shelf = shelf_of(bag);
    insert into tally (writer, day, scans, parent_bags, child_bags)
    values (1, '2025-01-01', 2, 1, 1);
    select record_audit('asha', 'user.create', 'user:asha', null, null, null)`);
  await client.query('commit');
  await client.end();
  return database;
}

/** The one before labels, imports, webhooks, keys and the table that searches read. */
const OLD_MIGRATION = 2;
const old = await makeOldSite(OLD_MIGRATION);
const oldFile = join(folder, 'old.backup');
await backUpTo(oldFile, old);

test('a backup of an older version becomes a site of this one', async () => {
  expect((await openBackup(oldFile)).header.migration.number).toBe(OLD_MIGRATION);
  const target = await databases.empty();
  await restoreFrom(oldFile, target.owner, config);
  expect(await verified(target)).toMatchObject({
    bags: 2,
    scans: 2,
    auditEntries: 1,
    sentences: [],
  });
  const { number } = await newestSchemaVersion();
  const [state] = await query(
    target.app,
    `select (select max(number) from schema_migration) as number,
       (select count(*)::int from area) as areas, (select count(*)::int from alert_rule) as rules,
       (select string_agg(code, ',' order by code) from bag_code) as codes`,
  );
  // What a later migration fills, it has filled from what was restored.
  expect(state).toEqual({ number, areas: 11, rules: 11, codes: '1000001,SB00001' });
  await query(target.app, `insert into area (name) values ('bundi')`);
});

test('what fails half way leaves the database as empty as it was', async () => {
  const target = await databases.empty();
  const way = await openDatabaseUrl(target.owner);
  const steps: number[] = [];
  const cut = (done: number, total: number) => {
    steps.push(done / total);
    if (done / total > 0.5) way.cut(true);
  };
  const restoring = restoreFrom(oldFile, { connectionString: way.url }, config, cut);
  await expect(restoring).rejects.toThrow(/^Nothing was restored: /);
  expect(steps.at(-1)).toBeGreaterThan(0.5);
  // PostgreSQL notices that nobody is there any more.
  await expect.poll(() => query(target.owner, RESTORING)).toEqual([{ connections: 0 }]);
  expect(await query(target.owner, TABLES)).toEqual([{ tables: 0 }]);
  way.cut(false);
  await way.close();
  const { rows } = await restoreFrom(oldFile, target.owner, config);
  expect(rows).toBeGreaterThan(10);
  expect((await verified(target)).differences).toBe(0);
});

test('a database that was migrated and never used takes no older backup', async () => {
  const path = join(folder, 'now.backup');
  await backUpTo(path, connections);
  const target = await databases.migrated();
  await expect(restoreFrom(oldFile, target.owner, config)).rejects.toThrow(
    /^This database has 00.*\.sql already, the backup only 0002-lists\.sql\. Name a new folder in/,
  );
  // Of its own version it does.
  await restoreFrom(path, target.owner, config);
  expect((await verified(target)).sentences).toEqual([]);
});

test('a role of its own that gave up changing the ledger restores into it', async () => {
  const path = join(folder, 'own.backup');
  await backUpTo(path, connections);
  const { superuser, ...target } = await databases.empty();
  const role = `owner_of_${target.owner.database}`;
  const owner = { ...superuser, user: role, password: 'x' };
  await query(
    superuser,
    `create role ${role} login password 'x'; alter schema public owner to ${role};
     alter database ${target.owner.database} owner to ${role}`,
  );
  await migrate(owner, quietLog);
  await expect(query(owner, 'truncate scan')).rejects.toThrow('permission denied');
  await restoreFrom(path, owner, config);
  expect((await verified({ app: owner })).sentences).toEqual([]);
  await expect(query(owner, 'truncate scan')).rejects.toThrow('permission denied');
  await query(
    superuser,
    `reassign owned by ${role} to postgres; drop owned by ${role}; drop role ${role}`,
  );
});

test('a table that a migration adds goes along without being named anywhere', async () => {
  const later = await databases.migrated();
  const path = join(folder, 'later.backup');
  await query(later.owner, `create table pallet (code text); insert into pallet values ('P-1')`);
  await backUpTo(path, later);
  const { tables } = (await openBackup(path)).header;
  expect(tables).toContainEqual({ name: 'pallet', columns: ['code'] });
  // To a site without it, it is somebody else's.
  const target = await databases.migrated();
  expect(await restoreFrom(path, target.owner, config)).toMatchObject({ leftOut: ['pallet'] });
});

test('a site that is in use is left as it is', async () => {
  const { url: DATABASE_URL, close } = await openDatabaseUrl(old.owner);
  const { code, stdout, stderr } = await runCli(['restore', oldFile], { DATABASE_URL });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(
    'A backup needs an empty database, and here are rows in app_user. Name a new folder in ' +
      'DATA_DIR, or a new database in DATABASE_URL, and restore there.\n',
  );
  expect(await query(old.owner, 'select username from app_user')).toEqual([{ username: 'asha' }]);
  await close();
});

test('a database with tables of somebody else is left as it is', async () => {
  const target = await databases.empty();
  await query(target.owner, `create table bale (n int); insert into bale values (1)`);
  await expect(restoreFrom(oldFile, target.owner, config)).rejects.toThrow(
    /^Nothing was restored: A backup needs an empty database, and here are rows in bale\./,
  );
  expect(await query(target.owner, TABLES)).toEqual([{ tables: 1 }]);
  expect(await query(target.owner, 'select n from bale')).toEqual([{ n: 1 }]);
});

test('a database with a server on it is left alone', async () => {
  await expect(restoreFrom(oldFile, connections.owner, config)).rejects.toThrow(
    /^A server or a command is at work on this database \("traitortrack .*"\): stop it first\.$/,
  );
});

test('a server that starts while a backup is restored finds the database taken', async () => {
  const target = await databases.empty();
  const lock = new pg.Client(target.owner);
  await lock.connect();
  // As another restore, or a server that migrates, has it.
  await lock.query(`select pg_advisory_lock(hashtext('traitortrack migrate'))`);
  await expect(restoreFrom(oldFile, target.owner, config)).rejects.toThrow(
    'A server or a command is at work on this database: stop it first.',
  );
  await lock.end();
});

test('neither a newer site nor an empty database is backed up', async () => {
  const newer = await makeOldSite(OLD_MIGRATION);
  await query(newer.owner, `insert into schema_migration values (9999, '9999-future.sql', 'x')`);
  await expect(backUpTo(join(folder, 'newer.backup'), newer)).rejects.toThrow(
    'The database has 9999-future.sql, of a newer version: back it up with that version.',
  );
  const none = await databases.empty();
  await expect(backUpTo(join(folder, 'none.backup'), none)).rejects.toThrow(
    'There is no site in this database: nothing to back up.',
  );
});
