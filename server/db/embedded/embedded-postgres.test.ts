import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { DataDirInUse, shareEmbeddedPostgres } from './embedded-postgres.ts';
import {
  cleanUp,
  makeDataDir,
  postmasterPid,
  processesBelow,
  query,
  silentLog,
  start,
  startElsewhere,
} from './harness.fixture.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });
afterEach(cleanUp);

test('what was written is there after a restart, and a stop leaves no process', async () => {
  const dataDir = await makeDataDir();
  const first = await start(dataDir);
  await query(first.owner, 'create table note as select 7 as number');
  await first.stop();
  expect(await processesBelow(dataDir)).toEqual([]);
  const second = await start(dataDir);
  expect(await query(second.app, 'select number from note')).toEqual([{ number: 7 }]);
});

test('the settings that protect data are on, and ALTER SYSTEM cannot turn them off', async () => {
  const dataDir = await makeDataDir();
  const first = await start(dataDir);
  await query(first.superuser, 'alter system set fsync = off');
  await query(first.superuser, "alter system set work_mem = '5MB'");
  await first.stop();
  const { superuser } = await start(dataDir, { maxConnections: 42 });
  const rows = await query(superuser, 'select name, setting from pg_settings');
  expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toMatchObject({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    listen_addresses: '',
    server_encoding: 'UTF8',
    TimeZone: 'UTC',
    jit: 'off',
    max_connections: '42',
    work_mem: '5120',
  });
});

test('only the right password opens the socket, and only its user can reach it', async () => {
  const dataDir = await makeDataDir();
  const { app, superuser } = await start(dataDir);
  await expect(query({ ...app, password: superuser.password }, 'select 1')).rejects.toThrow(
    /password authentication failed/,
  );
  expect((await stat(app.host)).mode & 0o777).toBe(0o700);
  expect((await stat(dirname(app.host))).mode & 0o777).toBe(0o700);
  expect((await stat(join(dataDir, 'postgres', 'passwords'))).mode & 0o777).toBe(0o600);
});

test('the app reads and writes the tables of the owner, and can do no more', async () => {
  const { app, owner } = await start(await makeDataDir());
  await query(owner, 'create table bag (id bigserial primary key, code text)');
  await query(owner, 'create index on bag using gin (code gin_trgm_ops)');
  await query(app, "insert into bag (code) values ('a')");
  await query(app, "update bag set code = 'b'");
  expect(await query(app, 'delete from bag returning code')).toEqual([{ code: 'b' }]);
  await expect(query(app, 'create table mine ()')).rejects.toThrow(/permission denied/);
  await expect(query(app, 'drop table bag')).rejects.toThrow(/must be owner/);
  const roles =
    "select rolname, rolsuper from pg_roles where rolname like 'traitortrack%' order by 1";
  expect(await query(owner, roles)).toEqual([
    { rolname: 'traitortrack', rolsuper: false },
    { rolname: 'traitortrack_owner', rolsuper: false },
  ]);
});

test('no row is in the log, whatever a statement breaks', async () => {
  const told: string[] = [];
  const tell = (_fields: object, line: string) => told.push(line);
  const log = { debug: tell, info: tell, warn: tell, error: tell };
  const { owner } = await start(await makeDataDir(), { log });
  await query(owner, 'create table person (name text unique, hash text, check (hash <> name))');
  const values = "('asha', '$argon2id$secret')";
  await query(owner, `insert into person values ${values}`);
  await expect(query(owner, `insert into person values ${values}`)).rejects.toThrow(/unique/);
  const broken = "insert into person values ('$argon2id$secret', '$argon2id$secret')";
  await expect(query(owner, broken)).rejects.toThrow(/check/);
  await vi.waitFor(() => expect(told.join('\n')).toMatch(/unique constraint.*check constraint/s));
  expect(told.join('\n')).not.toMatch(/argon2id|asha/);
});

test('a second server is told who has the folder, and does not disturb the first', async () => {
  const dataDir = await makeDataDir();
  const { superuser } = await start(dataDir, { holder: 'serve' });
  const client = new pg.Client({ ...superuser });
  await client.connect();
  const pid = await postmasterPid(dataDir);
  await expect(start(dataDir)).rejects.toThrow(DataDirInUse);
  const elsewhere = startElsewhere(dataDir);
  await expect(elsewhere.owner).rejects.toThrow(`'serve' (process ${process.pid})`);
  expect(await postmasterPid(dataDir)).toBe(pid);
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});

test('the folder is free after a stop, and after a start that failed', async () => {
  const dataDir = await makeDataDir();
  await (await start(dataDir)).stop();
  await expect(start(dataDir, { maxConnections: -1 })).rejects.toThrow(/contains errors/);
  await start(dataDir);
});

test('a tool uses the database of a running server, and leaves it running', async () => {
  const dataDir = await makeDataDir();
  const server = await start(dataDir);
  const shared = await shareEmbeddedPostgres({ dataDir, holder: 'tool', log: silentLog });
  expect(shared.owner).toEqual(server.owner);
  await shared.stop();
  expect(await query(server.app, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a tool waits for a server that is still making its database', async () => {
  const dataDir = await makeDataDir();
  const server = startElsewhere(dataDir);
  await vi.waitFor(() => stat(join(dataDir, 'postgres')), 10_000);
  const shared = await shareEmbeddedPostgres({ dataDir, holder: 'tool', log: silentLog });
  expect(shared.owner).toEqual(await server.owner);
  server.child.kill('SIGTERM');
  await vi.waitFor(() => expect(server.child.exitCode).toBe(0), 10_000);
});

test('without a server a tool starts the database, and stops it', async () => {
  const dataDir = await makeDataDir();
  const shared = await shareEmbeddedPostgres({ dataDir, holder: 'tool', log: silentLog });
  expect(await query(shared.app, 'select 1 as one')).toEqual([{ one: 1 }]);
  await shared.stop();
  expect(await processesBelow(dataDir)).toEqual([]);
});
