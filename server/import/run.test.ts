import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { csv, importsClient } from '#test/imports.ts';
import { scanner } from '#test/scanner.ts';
import { runImport } from './run.ts';
import { startImports } from './start.ts';

/** Imports that nobody works on by itself: the tests say when. */

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-run-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));
const { app, deps, db, asAdmin, asUser, connections, openSecondApp } = await openTestApp({
  dataDir,
});
const headers = await asAdmin();
const imports = importsClient(app, headers);
const admin = client(app, headers);
const { signal } = new AbortController();

let numbers = 0;

/** A sheet of labels that nobody knows, with their parents. */
function packing(parents: number) {
  const lines = Array.from({ length: parents }, () => {
    const parent = `SB${String(++numbers).padStart(5, '0')}`;
    const labels = Array.from(
      { length: 30 },
      (_, at) => `${at},LABEL NO.:5${parent.slice(2)}${at + 10}`,
    );
    return [...labels, `Parent Code,${parent}`].join('\n');
  });
  return csv('Sr,QR', ...lines);
}

async function stateOf(id: string): Promise<string> {
  return (await admin.get(`/api/v2/imports/${id}`)).json().state;
}

describe('working on an import', () => {
  test('two servers that take the same one do it once', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(60));
    const second = await openSecondApp();
    await Promise.all([
      runImport(deps, id, signal),
      runImport(second.deps, id, signal),
      runImport(deps, id, signal),
    ]);
    expect(await imports.ended(id)).toMatchObject({ state: 'done', counts: { created: 60 * 31 } });
    const [row] = await db.runText('select count(*)::int as scans from scan', []);
    expect(row).toEqual({ scans: 60 * 31 });
  });

  test('leaves nothing of the read rows behind, and keeps the file', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(1));
    await runImport(deps, id, signal);
    const names = (await readdir(join(dataDir, 'uploads'))).filter((name) => name.startsWith(id));
    expect(names).toEqual([id]);
  });

  test('stops when the server does, and goes on where it was', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(900));
    const stopping = new AbortController();
    const working = runImport(deps, id, stopping.signal);
    await vi.waitUntil(
      async () => (await admin.get(`/api/v2/imports/${id}`)).json().counts.created > 0,
      { interval: 1, timeout: 20_000 },
    );
    stopping.abort();
    await working;
    const stopped = (await admin.get(`/api/v2/imports/${id}`)).json();
    expect(stopped.state).toBe('running');
    expect(stopped.progress).toBeLessThan(1);
    await runImport(deps, id, signal);
    expect((await imports.ended(id)).counts.created).toBe(900 * 31);
  });

  test('records on while fates are being stored, so far as they are held', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(300));
    const scansOf = async (): Promise<number> => {
      const pattern = `${id.slice(0, 14)}7%${id.slice(-10)}`;
      const text = 'select count(*)::int as scans from scan where id::text like $1';
      const [row] = await db.runText<{ scans: number }>(text, [pattern]);
      return row?.scans ?? 0;
    };
    let working = Promise.resolve();
    const scans = await db.transaction(async (tx) => {
      await tx.runText('lock import_row in exclusive mode', []);
      working = runImport(deps, id, signal);
      await vi.waitUntil(async () => (await scansOf()) > 3_500, { interval: 5, timeout: 20_000 });
      return scansOf();
    });
    // Two lots of fates are held at most, and what is under way.
    expect(scans).toBeLessThanOrEqual(2 * 2_500 + 5 * 500);
    await working;
    expect(await imports.ended(id)).toMatchObject({ state: 'done', counts: { created: 300 * 31 } });
    const rows = await db.runText<{ at: number }>(
      `select at from import_row join import on no = import_no where id = $1 order by at`,
      [id],
    );
    expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 300 * 31 }, (_, at) => at + 1));
  });

  test('a scan that was recorded and not stored as a fate is not done twice', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(2));
    await runImport(deps, id, signal);
    const before = await imports.rows(id);
    // As if the server had died between the scans and the fates of the second parent.
    await db.runText(`delete from import_row where at > 31`, []);
    await db.runText(
      `update import set state = 'running', place = 0, created_rows = 31 where id = $1`,
      [id],
    );
    await runImport(deps, id, signal);
    expect(await imports.rows(id)).toEqual(before);
    expect((await imports.ended(id)).counts).toMatchObject({ created: 62, linked: 0, same: 0 });
  });

  test('a dry run that was cut off begins again', async () => {
    const { id } = await imports.send('kind=packing&mode=dry_run', packing(2));
    await runImport(deps, id, signal);
    const before = await imports.rows(id);
    await db.runText(`update import set state = 'running', place = 99 where id = $1`, [id]);
    await runImport(deps, id, signal);
    expect(await imports.rows(id)).toEqual(before);
    expect((await imports.ended(id)).counts.created).toBe(62);
  });

  test('an undo that was cut off goes on where it was', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(90));
    await runImport(deps, id, signal);
    await admin.post(`/api/v2/imports/${id}/undo`);
    const read = async () => (await admin.get(`/api/v2/imports/${id}`)).json();
    const stopping = new AbortController();
    const working = runImport(deps, id, stopping.signal);
    await vi.waitUntil(async () => (await read()).undo.undone > 0, {
      interval: 1,
      timeout: 20_000,
    });
    stopping.abort();
    await working;
    const stopped = await read();
    expect(stopped.state).toBe('running');
    expect(stopped.progress).toBeLessThan(1);
    await runImport(deps, id, signal);
    const { state, undo } = await imports.ended(id);
    expect(state).toBe('undone');
    expect(undo).toEqual({ by: 'admin', undone: 90 * 30, kept: 90, refused: 0 });
  });

  test('bills that were made before a crash are not refused as known after it', async () => {
    const sheet = csv('bill_id,parent_bag_count', 'R-1,5', 'R-2,5', 'R-1,7');
    const { id } = await imports.send('kind=bills&mode=commit&existing=refuse', sheet);
    await runImport(deps, id, signal);
    const before = await imports.rows(id);
    expect(before.map(({ fate }) => fate)).toEqual(['created', 'created', 'same']);
    await db.runText(`update import set state = 'running', place = 0 where id = $1`, [id]);
    await runImport(deps, id, signal);
    expect(await imports.rows(id)).toEqual(before);
    expect((await imports.ended(id)).counts).toMatchObject({ created: 2, same: 1 });
  });

  test('is not done for somebody who may not import any more', async () => {
    const biller = importsClient(app, await asUser('biller'));
    const { id } = await biller.send('kind=packing&mode=commit', packing(1));
    const { items } = (await admin.get('/api/v2/users')).json();
    const { id: user } = items.find(({ username }: { username: string }) => username === 'biller');
    expect((await admin.delete(`/api/v2/users/${user}`)).statusCode).toBe(204);
    await runImport(deps, id, signal);
    expect(await imports.ended(id)).toMatchObject({
      state: 'failed',
      fault: 'biller may not import now',
    });
  });

  test('fails when the file is not there any more', async () => {
    const { id } = await imports.send('kind=packing&mode=commit', packing(1));
    await rm(join(dataDir, 'uploads', id));
    await runImport(deps, id, signal);
    expect((await imports.ended(id)).fault).toBe('The file is gone from the server: send it again');
  });

  test('of an id that nothing has does nothing', async () => {
    await expect(runImport(deps, randomUUID(), signal)).resolves.toBeUndefined();
  });
});

describe('a server with a folder of its own', () => {
  test("goes on with what was left there, and leaves others' alone", async () => {
    const left = await imports.send('kind=packing&mode=commit', packing(1));
    const others = await imports.send('kind=packing&mode=commit', packing(1));
    // The job is in the hands of a server that has died, and the other file is elsewhere.
    await db.runText(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'dead'`,
      [],
    );
    await db.runText('update import set folder = $2 where id = $1', [others.id, randomUUID()]);
    const stop = await startImports(deps, connections.app);
    expect(await imports.ended(left.id)).toMatchObject({ state: 'done' });
    expect(await stateOf(others.id)).toBe('queued');
    await stop();
  });

  test('removes the files of old imports, and no others', async () => {
    const old = await imports.send('kind=packing&mode=commit', packing(1));
    await runImport(deps, old.id, signal);
    await db.runText(`update import set finished_at = now() - interval '31 days' where id = $1`, [
      old.id,
    ]);
    const before = await readdir(join(dataDir, 'uploads'));
    const stop = await startImports(deps, connections.app);
    await stop();
    const after = await readdir(join(dataDir, 'uploads'));
    expect(before.filter((name) => !after.includes(name))).toEqual([old.id]);
  });
});

test('scans of other people go on beside an import, and it ends', async () => {
  const { id } = await imports.send('kind=packing&mode=commit', packing(30));
  const bench = scanner(app, headers);
  let scans = 0;
  let isOver = false;
  const scanning = (async () => {
    while (!isOver) {
      const code = `6${String(++scans).padStart(6, '0')}`;
      const [result] = await bench.send([{ action: 'register', code }]);
      expect(result?.outcome).toBe('registered');
    }
  })();
  await runImport(deps, id, signal);
  isOver = true;
  await scanning;
  expect((await imports.ended(id)).counts.created).toBe(30 * 31);
  expect(scans).toBeGreaterThan(10);
}, 60_000);
