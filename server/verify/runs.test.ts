import { expect, test, vi } from 'vitest';
import type { VerifyRun } from '#contract/verify.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, db, openSecondApp } = await openTestApp();
const headers = await asAdmin();
const admin = client(app, headers);
const RUNS = '/api/v2/verify-runs';

const listRuns = async (): Promise<VerifyRun[]> => (await admin.get(RUNS)).json().items;

/** Starts one and waits for its end. */
async function run(): Promise<VerifyRun> {
  const started = await admin.post(RUNS);
  expect(started.statusCode, started.body).toBe(202);
  const { id } = started.json<VerifyRun>();
  return vi.waitUntil(
    async () => (await listRuns()).find((one) => one.id === id && one.state !== 'running'),
    { timeout: 20_000, interval: 100 },
  );
}

test('what is asked for is done beside the requests, and its result is kept', async () => {
  await scanner(app, headers).send([
    { action: 'pack', code: '0000001', parent: 'SB00001' },
    { action: 'register', code: '0000002' },
  ]);
  expect(await run()).toMatchObject({
    state: 'right',
    askedBy: 'admin',
    bags: 3,
    scans: 2,
    differences: 0,
    sentences: [],
    failure: null,
  });
  const [entry] = await db.runText(
    `select actor from audit_entry where action = 'verify.start'`,
    [],
  );
  expect(entry).toEqual({ actor: 'admin' });
});

test('a difference is told in words, and alerts until it is mended', async () => {
  await db.runText(`update bag set lot = 'FORGED' where code = '0000001'`, []);
  const found = await run();
  expect(found).toMatchObject({ state: 'different', differences: 1 });
  expect(found.sentences).toEqual(['0000001: lot is FORGED, but null by the ledger']);
  const open = async () => (await admin.get('/api/v2/alerts?rule=verify_failed')).json().items;
  await vi.waitFor(
    async () => {
      expect(await open()).toMatchObject([{ level: 'critical', value: 1, clearedAt: null }]);
    },
    { timeout: 10_000 },
  );
  await db.runText(`update bag set lot = null where code = '0000001'`, []);
  await db.runText(`update alert_rule set clear_seconds = 1 where key = 'verify_failed'`, []);
  expect((await run()).state).toBe('right');
  await vi.waitFor(async () => expect((await open())[0].clearedAt).not.toBeNull(), {
    timeout: 10_000,
  });
});

test('one process does it at a time', async () => {
  const second = await openSecondApp();
  const other = client(second.app, headers);
  // Its statement waits behind this lock, so the run lasts until the lock is released.
  const answers = await db.transaction(async (tx) => {
    await tx.runText('lock table bill_content in access exclusive mode', []);
    const first = await admin.post(RUNS);
    expect(first.statusCode).toBe(202);
    return [await admin.post(RUNS), await other.post(RUNS)];
  });
  for (const answer of answers) {
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'verify_running']);
  }
  await vi.waitFor(async () => expect((await listRuns())[0]?.state).not.toBe('running'), {
    timeout: 20_000,
  });
});

test('a run whose process dies is told as one that did not end', async () => {
  await db.runText('insert into verify_run (asked_by) values (null)', []);
  expect((await listRuns())[0]).toMatchObject({ state: 'running', askedBy: null });
  await run();
  expect((await listRuns())[1]).toMatchObject({ state: 'failed', failure: 'The server stopped' });
});

test('a run that is cut short says so', async () => {
  const second = await openSecondApp();
  await db.transaction(async (tx) => {
    await tx.runText('lock table bill_content in access exclusive mode', []);
    expect((await client(second.app, headers).post(RUNS)).statusCode).toBe(202);
    await second.app.close();
  });
  expect((await listRuns())[0]).toMatchObject({ state: 'failed', failure: 'The server stopped' });
});
