import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { prepareBinaries } from './binaries.ts';
import {
  cleanUp,
  isRoot,
  makeDataDir,
  makeScratchDir,
  postmasterPid,
  query,
  silentLog,
  start,
  startElsewhere,
} from './harness.fixture.ts';
import { findBlockingFolder, findDatabaseUser, giveTo } from './system-user.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });
afterEach(cleanUp);

const NOBODY = { uid: 65_534, gid: 65_534 };

describe.runIf(isRoot)('as root', () => {
  test('a data folder that is closed to others is opened just enough', async () => {
    const dataDir = await makeDataDir();
    await mkdir(dataDir, { mode: 0o700 });
    const { app } = await start(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o711);
    expect((await lstat(join(dataDir, 'postgres'))).isDirectory()).toBe(true);
    expect(await query(app, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('below a closed folder the data lies elsewhere, and is found again', async () => {
    const dataDir = join(await makeScratchDir(), 'nested', 'data');
    const first = await start(dataDir);
    const home = await readlink(join(dataDir, 'postgres'));
    expect(home).toMatch(/^\/var\/lib\/traitortrack\/data-/);
    await query(first.owner, 'create table note as select 7 as number');
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.app, 'select number from note')).toEqual([{ number: 7 }]);
    expect(await readlink(join(dataDir, 'postgres'))).toBe(home);
  });

  test('a link to data that is gone is refused, and nothing is made in its place', async () => {
    const dataDir = await makeDataDir();
    await mkdir(dataDir);
    await symlink(join(dataDir, 'gone'), join(dataDir, 'postgres'));
    await expect(start(dataDir)).rejects.toThrow(/leads to a folder that is missing/);
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  test('a database that another user made runs as that user', async () => {
    const dataDir = await makeDataDir();
    await (await start(dataDir)).stop();
    await giveTo(NOBODY, join(dataDir, 'postgres'));
    const { app } = await start(dataDir);
    expect((await stat(`/proc/${await postmasterPid(dataDir)}`)).uid).toBe(NOBODY.uid);
    expect(await query(app, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a database that came to belong to root is given back', async () => {
    const dataDir = await makeDataDir();
    await (await start(dataDir)).stop();
    await giveTo({ uid: 0, gid: 0 }, join(dataDir, 'postgres'));
    await start(dataDir);
    const { uid } = await findDatabaseUser();
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(uid);
  });

  test('a database that was moved below a closed folder says what is in the way', async () => {
    const dataDir = await makeDataDir();
    await (await start(dataDir)).stop();
    const closed = await makeScratchDir();
    await cp(dataDir, join(closed, 'data'), { recursive: true });
    await giveTo(await findDatabaseUser(), join(closed, 'data', 'postgres'));
    await expect(start(join(closed, 'data'))).rejects.toThrow(`may not enter ${closed}`);
  });

  test('another user than root can start it, and is told when the data is not theirs', async () => {
    const dataDir = await makeDataDir();
    await mkdir(dataDir);
    await chown(dataDir, NOBODY.uid, NOBODY.gid);
    const { child, owner } = startElsewhere(dataDir, NOBODY);
    expect(await query(await owner, 'select 1 as one')).toEqual([{ one: 1 }]);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    await giveTo({ uid: 1, gid: 1 }, join(dataDir, 'postgres'));
    await expect(startElsewhere(dataDir, NOBODY).owner).rejects.toThrow(/belongs to the user/);
  });

  test('binaries that the user cannot reach are copied once', async () => {
    const { nativeDir, sharedDir } = await makeFakeBinaries();
    const user = await findDatabaseUser();
    const shipped = { nativeDir, version: '1.2.3' };
    const log = { ...silentLog, info: vi.fn() };
    const copy = join(sharedDir, 'postgres-1.2.3');
    expect(await prepareBinaries(shipped, user, log, sharedDir)).toBe(copy);
    expect(await prepareBinaries(shipped, user, log, sharedDir)).toBe(copy);
    expect(log.info).toHaveBeenCalledTimes(1);
    expect(await readdir(sharedDir)).toEqual(['postgres-1.2.3']);
    expect(await readlink(join(copy, 'lib', 'liba.so'))).toBe('liba.so.1');
  });

  test('a copy that a power cut has damaged is made again', async () => {
    const { nativeDir, sharedDir } = await makeFakeBinaries();
    const user = await findDatabaseUser();
    const shipped = { nativeDir, version: '1.2.3' };
    const copy = await prepareBinaries(shipped, user, silentLog, sharedDir);
    await rm(join(copy, 'bin', 'postgres'));
    await prepareBinaries(shipped, user, silentLog, sharedDir);
    expect(await readdir(join(copy, 'bin'))).toEqual(['postgres']);
  });

  test('the outermost closed folder is found', async () => {
    const dir = await makeScratchDir();
    await mkdir(join(dir, 'a', 'b'), { recursive: true });
    expect(await findBlockingFolder(join(dir, 'a', 'b'), NOBODY)).toBe(dir);
    await chmod(dir, 0o711);
    expect(await findBlockingFolder(join(dir, 'a', 'b'), NOBODY)).toBeUndefined();
  });
});

test('links between libraries that npm did not make are made', async () => {
  const { nativeDir, sharedDir } = await makeFakeBinaries();
  const script = '#!/bin/sh\nexec test -L "$(dirname "$0")/../lib/liba.so"\n';
  await writeFile(join(nativeDir, 'bin', 'postgres'), script);
  const shipped = { nativeDir, version: '1.2.3' };
  expect(await prepareBinaries(shipped, undefined, silentLog, sharedDir)).toBe(nativeDir);
});

test('binaries that do not run are refused with the reason', async () => {
  const { nativeDir, sharedDir } = await makeFakeBinaries();
  await writeFile(join(nativeDir, 'bin', 'postgres'), '#!/bin/sh\necho no libc >&2; exit 127\n');
  const shipped = { nativeDir, version: '1.2.3' };
  await expect(prepareBinaries(shipped, undefined, silentLog, sharedDir)).rejects.toThrow(
    /does not run here .*no libc/s,
  );
});

test('root runs the database as the first of the users that exist', async () => {
  const file = join(await makeScratchDir(), 'passwd');
  await writeFile(file, 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65533::/:\npostgres:x:7:8::/:\n');
  expect(await findDatabaseUser(file)).toEqual({ uid: 7, gid: 8 });
  await writeFile(file, 'root:x:0:0::/:/bin/sh\n');
  await expect(findDatabaseUser(file)).rejects.toThrow(/refuses to run as root/);
});

/** A stand-in of a few bytes for the 60 MB, in a folder that only its owner can enter. */
async function makeFakeBinaries(): Promise<{ nativeDir: string; sharedDir: string }> {
  const nativeDir = join(await makeScratchDir(), 'native');
  const sharedDir = join(await makeScratchDir(), 'shared');
  await chmod(join(sharedDir, '..'), 0o755);
  await mkdir(join(nativeDir, 'bin'), { recursive: true });
  await mkdir(join(nativeDir, 'lib'));
  await writeFile(join(nativeDir, 'bin', 'postgres'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const links = [{ source: 'native/lib/liba.so.1', target: 'native/lib/liba.so' }];
  await writeFile(join(nativeDir, 'pg-symlinks.json'), JSON.stringify(links));
  await writeFile(join(nativeDir, 'lib', 'liba.so.1'), '');
  return { nativeDir, sharedDir };
}
