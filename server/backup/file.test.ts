import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ended, MAIN, runCli } from '#test/cli.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { backUpTo, makeBackupFolder, makeDatabases } from './backup.fixture.ts';
import { openBackup } from './read-file.ts';
import { checkBackup } from './restore.ts';

const databases = makeDatabases();
const { folder } = await makeBackupFolder();
const site = await databases.migrated();
const { url: DATABASE_URL, close } = await openDatabaseUrl(site.owner);
afterAll(close);
const whole = join(folder, 'whole.backup');
await backUpTo(whole, site);
const bytes = await readFile(whole);
const dataAt = bytes.indexOf('\n') + 1;

/** A file that differs from the backup. */
async function fileOf(name: string, content: Buffer | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What is said of it when it is checked. */
async function saidOf(path: string): Promise<string> {
  const checking = checkBackup(path, () => undefined);
  return checking.then(
    () => 'it is right',
    (error) => String(error.message).replace(path, 'it'),
  );
}

/** Places all over the file, those of its beginning and its end among them. */
function places(length: number): number[] {
  const count = 60;
  return Array.from({ length: count }, (_, at) => Math.round((at * (length - 1)) / (count - 1)));
}

/** The header as another program would have written it. */
function withHeader(change: (header: string) => string): Buffer {
  return Buffer.concat([
    Buffer.from(change(bytes.toString('utf8', 0, dataAt))),
    bytes.subarray(dataAt),
  ]);
}

describe('a file that is checked', () => {
  test('is right as it was written, and told how far the check is', async () => {
    const steps: number[] = [];
    const { header } = await checkBackup(whole, (done, total) => steps.push(done / total));
    expect(header.tables.length).toBeGreaterThan(20);
    expect(steps.at(-1)).toBe(1);
    expect(await saidOf(whole)).toBe('it is right');
  });

  test('is refused wherever it is cut off', async () => {
    for (const length of places(bytes.length)) {
      const said = await saidOf(await fileOf('cut', bytes.subarray(0, length)));
      const isBegun = length >= '{"format":"traitortrack-backup"'.length;
      expect(said, `${length}`).toMatch(
        isBegun ? /^it ends too early: / : /^it is no backup of TraitorTrack\.$/,
      );
    }
  });

  test('is refused with a wrong byte, wherever that is', async () => {
    for (const at of places(bytes.length)) {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8(wrong.readUInt8(at) ^ 1, at);
      const said = await saidOf(await fileOf('wrong', wrong));
      expect(said, `${at}`).toMatch(/^it (is damaged|is no backup|ends too early)/);
    }
  });

  test.each([
    ['something else', 'bag,parent\n0016586,SB12345\n', 'it is no backup of TraitorTrack.'],
    ['nothing', '', 'it is no backup of TraitorTrack.'],
    [
      "a newer program's format",
      withHeader((header) => header.replace('"version":1', '"version":2')),
      'it was made by a newer version of TraitorTrack: restore it with that.',
    ],
    [
      'a newer migration',
      withHeader((header) => header.replace('"number":', '"number":99')),
      expect.stringMatching(/^it was made by a newer version of TraitorTrack \(00.*\.sql\): /),
    ],
    [
      'a header that another file has',
      withHeader((header) => header.replace(/"at":"\d/, '"at":"1')),
      'it is damaged (its end): use another copy, or another backup.',
    ],
    [
      'a header without tables',
      withHeader((header) => header.replace('"tables"', '"chairs"')),
      'it is damaged (its first line): use another copy, or another backup.',
    ],
  ])('is refused when it is %s', async (_what, content, sentence) => {
    expect(await saidOf(await fileOf('other', content))).toEqual(sentence);
  });

  test('is refused before anything is made, with exit code 1', async () => {
    const DATA_DIR = join(folder, 'never-made');
    const cut = await fileOf('half', bytes.subarray(0, bytes.length / 2));
    const half = await runCli(['restore', cut], { DATA_DIR });
    expect(half).toMatchObject({ code: 1, stdout: '' });
    expect(half.stderr).toContain(`${cut} ends too early`);
    const none = await runCli(['restore', join(folder, 'none')], { DATA_DIR });
    expect(none).toEqual({ code: 1, stdout: '', stderr: `There is no file ${folder}/none.\n` });
    expect(await saidOf(folder)).toBe('it is a folder.');
    expect(await readdir(folder)).not.toContain('never-made');
  });
});

describe('a file that is written', () => {
  const backup = (...args: string[]) => runCli(['backup', ...args], { DATABASE_URL });

  test('takes no place of another, unless it is told to', async () => {
    const path = await fileOf('kept', 'kept');
    const { code, stdout, stderr } = await backup(path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`${path} is there already: name another file, or say --force.\n`);
    expect(await readFile(path, 'utf8')).toBe('kept');
    const forced = await backup(path, '--force');
    expect(forced.stdout).toMatch(
      /^Wrote \d+ rows of \d+ tables to .* \(0\.0 MiB\) in [\d.]+ s\.$/m,
    );
    expect((await openBackup(path)).header.migration.number).toBeGreaterThan(0);
  });

  test('is not there when the database goes away meanwhile', async () => {
    const gone = join(folder, 'gone');
    await mkdir(gone);
    const way = await openDatabaseUrl(site.owner);
    const owner = { connectionString: way.url };
    await expect(
      backUpTo(join(gone, 'site.backup'), { owner }, () => way.cut(true)),
    ).rejects.toThrow(/Connection terminated|ECONNRESET/);
    await way.close();
    expect(await readdir(gone)).toEqual([]);
  });

  test('needs a folder that is there', async () => {
    const { code, stderr } = await backup(join(folder, 'nowhere', 'site.backup'));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `There is no folder ${join(folder, 'nowhere')}.\n`,
    });
  });

  test('needs room, and leaves nothing behind without', async () => {
    const small = join(folder, 'small');
    await mkdir(small);
    const path = join(small, 'site.backup');
    // The shell's limit of what a file may have, in blocks of 512 or 1,024 bytes.
    const limited = `ulimit -f 2; exec "$0" "$@"`;
    const env = { DATABASE_URL, NODE_DISABLE_COMPILE_CACHE: '1' };
    const args = ['-c', limited, process.execPath, MAIN, 'backup', path];
    const { code, stderr } = await ended(spawn('/bin/sh', args, { env, stdio: 'pipe' }));
    expect(stderr).toContain(`There is no room for ${path}: nothing of it was kept.`);
    expect(code).toBe(1);
    expect(await readdir(small)).toEqual([]);
  });
});
