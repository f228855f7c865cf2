import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { DataDirInUse } from './embedded-postgres.ts';
import {
  cleanUp,
  isRoot,
  makeDataDir,
  makeScratchDir,
  postmasterPid,
  processesBelow,
  query,
  silentLog,
  start,
  startElsewhere,
} from './harness.fixture.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });
afterEach(cleanUp);

const BUSY = 'select count(*) from generate_series(1, 10000000000)';

test('a killed postmaster is replaced, also while a backend goes on without it', async () => {
  const dataDir = await makeDataDir();
  const onDown = vi.fn();
  const onUp = vi.fn();
  const { owner, superuser } = await start(dataDir, { onDown, onUp });
  await query(owner, 'create table note as select 7 as number');
  const busy = expect(query(superuser, BUSY)).rejects.toThrow();
  const isBusy = `select from pg_stat_activity where query = '${BUSY}' and state = 'active'`;
  await vi.waitFor(async () => expect(await query(superuser, isBusy)).toHaveLength(1), 5_000);
  for (const round of [1, 2, 3]) {
    process.kill(await postmasterPid(dataDir), 'SIGKILL');
    await vi.waitFor(() => expect(onUp).toHaveBeenCalledTimes(round), 20_000);
    expect(onDown).toHaveBeenCalledTimes(round);
    expect(await query(owner, 'select number from note')).toEqual([{ number: 7 }]);
  }
  await busy;
});

test('a stop while the database is down leaves nothing running', async () => {
  const dataDir = await makeDataDir();
  const onDown = vi.fn();
  const database = await start(dataDir, { onDown });
  process.kill(await postmasterPid(dataDir), 'SIGKILL');
  await vi.waitFor(() => expect(onDown).toHaveBeenCalled(), { timeout: 5_000, interval: 1 });
  await database.stop();
  await vi.waitFor(async () => expect(await processesBelow(dataDir)).toEqual([]), 5_000);
});

test('the orphaned database of a killed server is replaced, and its data is there', async () => {
  const dataDir = await makeDataDir();
  const killed = startElsewhere(dataDir);
  await query(await killed.owner, 'create table note as select 7 as number');
  const orphan = await postmasterPid(dataDir);
  await killed.kill();
  expect(process.kill(orphan, 0)).toBe(true);
  const { app } = await start(dataDir);
  expect(await postmasterPid(dataDir)).not.toBe(orphan);
  expect(await query(app, 'select number from note')).toEqual([{ number: 7 }]);
});

test('after both were killed, a stale lock file with a reused number is no obstacle', async () => {
  const dataDir = await makeDataDir();
  const killed = startElsewhere(dataDir);
  await query(await killed.owner, 'create table note as select 7 as number');
  const clusterDir = join(dataDir, 'postgres', 'cluster');
  const { uid, gid } = await stat(clusterDir);
  const stranger = spawn('sleep', ['600'], { ...(isRoot ? { uid, gid } : {}), cwd: '/' });
  process.kill(await postmasterPid(dataDir), 'SIGKILL');
  await killed.kill();
  const file = join(clusterDir, 'postmaster.pid');
  const content = (await readFile(file, 'utf8')).replace(/^\d+/, String(stranger.pid));
  await writeFile(file, content);
  const { app } = await start(dataDir);
  expect(await query(app, 'select number from note')).toEqual([{ number: 7 }]);
  expect(stranger.exitCode).toBeNull();
  stranger.kill();
  await once(stranger, 'exit');
});

test('a first start that was killed while it made the database is made again', async () => {
  const dataDir = await makeDataDir();
  const home = join(dataDir, 'postgres');
  const killed = startElsewhere(dataDir);
  killed.owner.catch(() => undefined);
  const isMaking = async () => {
    const names = await readdir(home);
    await stat(join(home, names.find((name) => name.startsWith('initdb-')) ?? '-', 'PG_VERSION'));
  };
  await vi.waitFor(isMaking, { timeout: 10_000, interval: 1 });
  await killed.kill();
  const { app } = await start(dataDir);
  expect(await query(app, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect((await readdir(home)).sort()).toEqual(['cluster', 'passwords', 'socket']);
});

test('when the path is too long for a socket, a private temporary folder holds it', async () => {
  const dir = await makeScratchDir();
  await chmod(dir, 0o755);
  const dataDir = join(dir, 'x'.repeat(120), 'data');
  const onUp = vi.fn();
  const killed = startElsewhere(dataDir);
  const stale = (await killed.owner).host;
  await killed.kill();
  const database = await start(dataDir, { onUp });
  await expect(stat(stale)).rejects.toThrow(/ENOENT/);
  expect(database.app.host.startsWith(dirname(dir))).toBe(true);
  expect((await stat(database.app.host)).mode & 0o777).toBe(0o700);
  process.kill(await postmasterPid(dataDir), 'SIGKILL');
  await vi.waitFor(() => expect(onUp).toHaveBeenCalled(), 20_000);
  expect(await query(database.app, 'select 1 as one')).toEqual([{ one: 1 }]);
  await database.stop();
  await expect(stat(database.app.host)).rejects.toThrow(/ENOENT/);
});

test('the database has a session of its own, so that Ctrl-C does not reach it', async () => {
  const dataDir = await makeDataDir();
  await start(dataDir);
  const pid = await postmasterPid(dataDir);
  const status = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [, , group, session] = status.slice(status.lastIndexOf(')') + 1).split(' ');
  expect([group, session]).toContain(String(pid));
});

test('a database in another container on the same folder is left alone', async () => {
  const dataDir = await makeDataDir();
  const { app, stop } = await start(dataDir);
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const pidOutOfSight = (await readFile(file, 'utf8')).replace(/^\d+/, '4194304');
  await stop();
  const socket = createServer().listen(join(app.host, '.s.PGSQL.5432'));
  await once(socket, 'listening');
  await writeFile(file, pidOutOfSight);
  await expect(start(dataDir)).rejects.toThrow(DataDirInUse);
  expect(await readFile(file, 'utf8')).toBe(pidOutOfSight);
  expect(await readdir(app.host)).toEqual(['.s.PGSQL.5432']);
  socket.close();
});

test('PostgreSQL says in our log why it cannot start', async () => {
  const dataDir = await makeDataDir();
  await (await start(dataDir)).stop();
  await writeFile(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '12\n');
  await expect(start(dataDir)).rejects.toThrow(/incompatible with server/);
  expect(silentLog.warn).toHaveBeenCalledWith(expect.anything(), expect.stringMatching(/^FATAL/));
});
