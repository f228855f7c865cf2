import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { loadDemo } from '#cli/demo/demo.ts';
import { DEMO_PASSWORD } from '#cli/demo/warehouse.ts';
import { runCli } from '#test/cli.ts';
import { client } from '#test/client.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { ADMIN_PASSWORD, openTestApp } from '#test/harness.ts';
import { csv, importsClient, openImportingApp } from '#test/imports.ts';
import { scanner } from '#test/scanner.ts';
import { makeBackupFolder, makeDatabases, query } from './backup.fixture.ts';
import { openBackup } from './read-file.ts';
import { LEFT_OUT } from './tables.ts';

const { app, connections, asAdmin, asUser } = await openImportingApp();
const headers = await asAdmin();
const admin = client(app, headers);
const { folder } = await makeBackupFolder();

const key = await makeHistory();
const file = join(folder, 'site.backup');
const source = await openDatabaseUrl(connections.owner);
const target = await makeDatabases().empty();
const targetUrl = await openDatabaseUrl(target.owner);
const taken = await runCli(['backup', file, '--json'], { DATABASE_URL: source.url });
const before = await digestsOf(connections.superuser);
const DATA_DIR = join(folder, 'elsewhere');
const put = await runCli(['restore', file, '--json'], { DATABASE_URL: targetUrl.url, DATA_DIR });
const after = await digestsOf(target.superuser);
const restored = await openTestApp({}, async () => {
  return { app: target.app, lists: target.app, close: async () => undefined };
});
afterAll(async () => {
  await source.close();
  await targetUrl.close();
});

/** A demonstration, and on top of it something of what an admin, a program and a bench leave. */
async function makeHistory(): Promise<string> {
  const owner = new pg.Client(connections.owner);
  await owner.connect();
  const until = '2026-03-04T11:30:00Z';
  const options = { bags: 1_000, seed: 5, until, timeZone: 'Asia/Kolkata' };
  // Of a site that has no user yet; this one has.
  const nobody = { username: 'nobody', password: null };
  await loadDemo(owner, { ...options, admin: nobody }, () => undefined).finally(() => owner.end());
  const url = 'https://erp.example.com/hook';
  await admin.post('/api/v2/webhooks', { url, events: ['bill.created'] });
  await admin.post('/api/v2/bills', { code: 'B-1', target: 2, dealer: 'Tabs\tand\\slashes\nमूंग' });
  await admin.patch('/api/v2/settings', { childPattern: null });
  const made = await admin.post('/api/v2/api-keys', { name: 'erp', role: 'biller' });
  await scanner(app, await asUser('dispatcher', 'indore')).send([
    { action: 'pack', code: '7770001', parent: 'SB77700' },
    { action: 'pack', code: 'nonsense!', parent: 'SB77700' },
    { action: 'seal', code: 'SB77700', reason: 'end of the lot' },
  ]);
  await scanner(app, headers).send([{ action: 'bill', code: 'SB77700', bill: 'B-1' }]);
  const imports = importsClient(app, headers);
  await imports.run('kind=bags&mode=commit', csv('qr_id,type', '7770101,child', 'no,child'));
  await imports.run('kind=bags&mode=dry_run', csv('qr_id,type', '7770103,child'));
  return made.json().key;
}

/** What each table holds, whatever its order; an import's folder is that of whoever restored. */
async function digestsOf(connection: pg.ClientConfig): Promise<Record<string, string>> {
  const { header } = await openBackup(file);
  const digests: Record<string, string> = {};
  for (const { name } of header.tables) {
    // The server goes on measuring itself.
    if (name === 'performance_history') continue;
    const folderless = name === 'import' ? `- 'folder'` : '';
    const [row] = await query(
      connection,
      `select count(*) || ' ' || coalesce(md5(string_agg(text, ';' order by text)), '') as digest
       from (select (to_jsonb(t) ${folderless})::text as text from ${name} t) as rows`,
    );
    digests[name] = row.digest;
  }
  return digests;
}

test('what a backup says of itself is so', async () => {
  expect(taken.code, taken.stderr).toBe(0);
  const { bytes, mode } = await stat(file).then(({ size, mode }) => ({ bytes: size, mode }));
  const { header } = await openBackup(file);
  const tables = header.tables.length;
  const { seconds, ...told } = JSON.parse(taken.stdout);
  expect(told).toEqual({ file, bytes, tables, rows: JSON.parse(put.stdout).rows });
  expect(seconds).toBeGreaterThan(0);
  expect(taken.stderr).toContain('Backing up: 100 %');
  // It holds what is needed to act as the site.
  expect(mode & 0o777).toBe(0o600);
});

test('a restored site is equal, table by table, and nothing differs from its ledger', async () => {
  expect(put.code, put.stderr).toBe(0);
  expect(put.stderr).toMatch(/Checking: 100 %.*Restoring: 100 %.*Verifying: 100 %/s);
  expect(after).toEqual(before);
  const filled = Object.values(after).filter((digest) => !digest.startsWith('0 '));
  expect(filled.length).toBeGreaterThan(12);
  const { verification, leftOut } = JSON.parse(put.stdout);
  expect(verification).toMatchObject({ differences: 0, sentences: [] });
  expect(verification.bags).toBeGreaterThan(1_000);
  expect(verification.auditEntries).toBeGreaterThan(50);
  expect(leftOut).toEqual([]);
});

test('indexes, constraints, sequences and rights are the same', async () => {
  const structure = `
    select pg_get_indexdef(indexrelid) as text from pg_index
      join pg_class on pg_class.oid = indrelid where relnamespace = 'public'::regnamespace
    union all
    select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'public'::regnamespace
    union all
    select format('%s %s', sequencename, last_value) from pg_sequences where schemaname = 'public'
    union all
    select format('%s %s %s', table_name, grantee, privilege_type)
    from information_schema.table_privileges where table_schema = 'public'
    order by 1`;
  const wanted = await query(connections.superuser, structure);
  expect(await query(target.superuser, structure)).toEqual(wanted);
  expect(wanted.length).toBeGreaterThan(100);
});

test('people keep their passwords and programs their keys; nobody is still signed in', async () => {
  const { status } = await restored.signIn('admin', ADMIN_PASSWORD).then(
    () => ({ status: 'in' }),
    (error) => ({ status: String(error) }),
  );
  expect(status).toBe('in');
  await restored.signIn('demo.sangaria3', DEMO_PASSWORD);
  const ask = async (by: Readonly<Record<string, string>>) =>
    (await restored.app.inject({ url: '/api/v2/areas', headers: by })).statusCode;
  expect(await ask({ authorization: `Bearer ${key}` })).toBe(200);
  expect((await admin.get('/api/v2/areas')).statusCode).toBe(200);
  expect(await ask(headers)).toBe(401);
});

test('a bag is traced, and work goes on where it was', async () => {
  const by = await restored.signIn('admin', ADMIN_PASSWORD);
  const there = client(restored.app, by);
  expect((await there.get('/api/v2/trace/7770001')).json()).toMatchObject({
    parent: { code: 'SB77700' },
    bill: { code: 'B-1', dealer: 'Tabs\tand\\slashes\nमूंग' },
  });
  const results = await scanner(restored.app, by).send([
    { action: 'unbill', code: 'SB77700', bill: 'B-1' },
    { action: 'pack', code: '7770002', parent: 'SB77701' },
  ]);
  expect(results).toMatchObject([{ outcome: 'unbilled' }, { outcome: 'packed' }]);
  const made = await there.post('/api/v2/areas', { name: 'kota' });
  expect(made.statusCode, made.body).toBe(201);
});

test('imports belong to who restored, and say that their files are gone', async () => {
  const folderId = (await readFile(join(DATA_DIR, 'uploads', '.folder'), 'utf8')).trim();
  const rows = await query(target.superuser, 'select distinct folder from import');
  expect(rows).toEqual([{ folder: folderId }]);
  const there = client(restored.app, await restored.signIn('admin', ADMIN_PASSWORD));
  const { items } = (await there.get('/api/v2/imports')).json();
  const dryRun = items.find(({ mode }: { mode: string }) => mode === 'dry_run');
  const answer = await there.post(`/api/v2/imports/${dryRun.id}/commit`);
  expect([answer.statusCode, answer.json().code]).toEqual([409, 'import_file_gone']);
});

test('every table is in a backup, or is said to be left out', async () => {
  const { header } = await openBackup(file);
  const rows = await query(
    connections.superuser,
    `select case table_schema when 'public' then '' else table_schema || '.' end || table_name
       as name
     from information_schema.tables
     where table_type = 'BASE TABLE'
       -- The job queue only wakes: what is to be done is in our tables.
       and table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker')`,
  );
  const told = [...header.tables.map(({ name }) => name), ...Object.keys(LEFT_OUT)];
  expect(told.sort()).toEqual(rows.map(({ name }) => name).sort());
});
