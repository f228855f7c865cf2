import { afterAll, expect, test } from 'vitest';
import { makeTestDatabase, type TestDatabase } from '#test/database.ts';
import { quietLog } from '#test/quiet-log.ts';
import { openDatabase, queryableOf } from './database.ts';
import { checkDurability } from './durability.ts';
import { type Connection, withClient } from './embedded/roles.ts';
import { migrate } from './migrate.ts';

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await makeTestDatabase('template1');
  databases.push(database);
  return database;
}

function run(connection: Connection, sql: string): Promise<Record<string, unknown>[]> {
  return withClient(connection, async (client) => (await client.query(sql)).rows);
}

test('a fresh database gets the whole schema, and the second time nothing happens', async () => {
  const { owner } = await emptyDatabase();
  const first = await migrate(owner, quietLog);
  expect(first.applied).toBeGreaterThan(0);
  expect(await run(owner, 'select count(*)::int as areas from area')).toEqual([{ areas: 10 }]);
  expect(await migrate(owner, quietLog)).toEqual({ applied: 0, warning: null });
});

test('two processes that migrate at once do it once', async () => {
  const { owner } = await emptyDatabase();
  const results = await Promise.all([migrate(owner, quietLog), migrate(owner, quietLog)]);
  const [applied] = await run(owner, 'select count(*)::int as files from schema_migration');
  expect(results.map((result) => result.applied).sort()).toEqual([0, applied?.files]);
});

test('a database of a newer version is refused in plain words', async () => {
  const { owner } = await emptyDatabase();
  await migrate(owner, quietLog);
  await run(owner, `insert into schema_migration values (9999, '9999-future.sql', 'x')`);
  await expect(migrate(owner, quietLog)).rejects.toThrow(
    'The database has 9999-future.sql, of a newer version: start that version',
  );
});

test('a file that changed after it ran is refused', async () => {
  const { owner } = await emptyDatabase();
  await migrate(owner, quietLog);
  await run(owner, `update schema_migration set sha256 = 'x' where number = 1`);
  await expect(migrate(owner, quietLog)).rejects.toThrow('0001-foundation.sql has changed');
});

test("the app's role reads and writes rows, and changes no history", async () => {
  const { owner, app } = await emptyDatabase();
  await migrate(owner, quietLog);
  await run(app, `insert into area (name) values ('kota')`);
  await run(app, `select record_audit('admin', 'refused', 'x', null, null, null)`);
  for (const attempt of [
    `update audit_entry set actor = 'nobody'`,
    'delete from audit_entry',
    'truncate scan',
    `update scan set outcome = 'packed'`,
    'delete from reused_scan_id',
    'delete from schema_migration',
    'drop table scan',
    'create table mine (x integer)',
  ]) {
    await expect(run(app, attempt), attempt).rejects.toThrow(/permission denied|must be owner/);
  }
});

test('a role that owns its tables gives up changing history; a superuser cannot', async () => {
  const { superuser } = await emptyDatabase();
  const user = `owner_${crypto.randomUUID().replaceAll('-', '')}`;
  const single = { ...superuser, user, password: 'x' };
  await run(superuser, `create role ${user} login password 'x'`);
  await run(superuser, `grant create on schema public to ${user}`);
  await expect(migrate(single, quietLog)).rejects.toThrow(
    `the job queue needs a schema of its own: grant create on database ${single.database}`,
  );
  await run(superuser, `grant create on database ${single.database} to ${user}`);
  expect((await migrate(single, quietLog)).warning).toBeNull();
  await expect(run(single, 'delete from scan')).rejects.toThrow('permission denied');
  await run(single, `select record_audit('admin', 'refused', 'x', null, null, null)`);
  expect((await migrate(superuser, quietLog)).warning).toContain('could change scan');
  await run(superuser, `drop owned by ${user}; drop role ${user}`);
});

test('a role that may not change the schema finds it in order', async () => {
  const { owner, app } = await emptyDatabase();
  await expect(migrate(app, quietLog)).rejects.toThrow('permission denied');
  await migrate(owner, quietLog);
  expect(await migrate(app, quietLog)).toEqual({ applied: 0, warning: null });
});

test('settings that risk a confirmed scan are named', async () => {
  const { app, superuser } = await emptyDatabase();
  const check = (connection: Connection) =>
    withClient(connection, (client) => checkDurability(queryableOf(client)));
  expect(await check(app)).toEqual([]);
  await run(superuser, `alter database ${app.database} set synchronous_commit = off`);
  expect(await check(app)).toEqual([
    "PostgreSQL's setting synchronous_commit is off: scans could be lost",
  ]);
});

test('a pool of the app checks the same', async () => {
  const { app } = await emptyDatabase();
  const options = { name: 'test', connectionsMax: 1, statementTimeoutMs: 1_000, log: quietLog };
  const db = openDatabase({ ...options, connection: app });
  expect(await checkDurability(db)).toEqual([]);
  await db.close();
});
