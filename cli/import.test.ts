import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BENCH_ADMIN, startServerProcess } from '#bench/server-process.ts';
import { runCli } from '#test/cli.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-import-cli-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const env = { DATA_DIR: dataDir };
const packing = new URL('../test/data/packing-small.xlsx', import.meta.url).pathname;

// The first start makes the admin, whose the imports are.
await (await startServerProcess(env)).stop();

describe('import', () => {
  test('tells with --dry-run what would happen, and needs no server', async () => {
    const { code, stdout } = await runCli(['import', 'packing', packing, '--dry-run'], env);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'Would be: 126 created, 0 linked, 0 same, 1 conflict, 4 refused.',
      '  Line 2, row 18  0116590 is already in SB13260',
      '  Line 2, row 53  SB13264 is full (30/30)',
      '  Line 2, row 54  SB13264 is full (30/30)',
      '  Line 2, row 56  No parent follows on its sheet that it could belong to',
      '  Line 2, row 57  No parent follows on its sheet that it could belong to',
      '',
    ]);
  });

  test('imports while a server runs on the same data, and says so in JSON', async () => {
    const server = await startServerProcess(env);
    const { code, stdout } = await runCli(['import', 'packing', packing, '--json'], env);
    expect(await server.stop()).toBe(0);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'packing',
      state: 'done',
      counts: { created: 126, conflict: 1, refused: 4 },
      createdBy: BENCH_ADMIN.username,
      file: { name: 'packing-small.xlsx' },
      refusedRows: [{ code: '0116590', reason: 'in_other_parent' }, {}, {}, {}, {}],
    });
  });

  test('ends with 1 and a sentence where the file cannot be read', async () => {
    const file = join(dataDir, 'bad.csv');
    await writeFile(file, 'nothing\n');
    const { code, stderr } = await runCli(['import', 'bags', file], env);
    expect(code).toBe(1);
    expect(stderr).toContain('Row 1 must name the columns qr_id, type, parent_qr_id');
  });

  test.each([
    [['import', 'cats', packing], '<kind> must be one of bags, packing, bills, billing'],
    [['import', 'bags', '/nowhere.csv'], 'There is no file /nowhere.csv'],
    [['import', 'bags', packing, '--existing', 'x'], '--existing must be extend or refuse'],
  ])('is not called like %s', async (args, why) => {
    const { code, stderr } = await runCli(args, env);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  test('is nobody else: a user who may not import, or is not there', async () => {
    const { code, stderr } = await runCli(['import', 'bags', packing, '--user', 'ravi'], env);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no active user ravi');
  });
});
