import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { afterAll, expect, test, vi } from 'vitest';
import type { Alert, AlertRuleKey, RuleChange } from '#contract/alert.ts';
import { client } from '#test/client.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { openTestApp } from '#test/harness.ts';
import { startWork } from '../start-work.ts';

// What happens to machines: each makes its alert begin, and its end makes it end. Nobody touches a
// rule in between.

const run = promisify(execFile);

const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-proof-'));
/** A disk of a megabyte; only root may make one, and not in every container. */
const hasDisk = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dataDir]).then(
  () => true,
  () => false,
);
afterAll(async () => {
  if (hasDisk) await run('umount', [dataDir]);
  await rm(dataDir, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

const smtpPort = await freePort();
const ways: Awaited<ReturnType<typeof openDatabaseUrl>>[] = [];
const { app, deps, asAdmin } = await openTestApp(
  {
    dataDir,
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    watchMs: { alerts: 100, disk: 100, database: 60_000 },
  },
  async (connections) => {
    const way = await openDatabaseUrl(connections.app);
    ways.push(way);
    const connection = { connectionString: way.url };
    return { app: connection, lists: connection, close: way.close };
  },
);
const [way] = ways;
const admin = client(app, await asAdmin());

const PATIENT = { timeout: 15_000, interval: 50 };

async function setRule(key: AlertRuleKey, change: RuleChange): Promise<void> {
  const url = `/api/v2/alert-rules/${key}`;
  const { etag } = (await admin.get(url)).json();
  const response = await admin.patch(url, change, { 'if-match': etag });
  expect(response.statusCode, response.body).toBe(200);
}

const openAlerts = async (rule: AlertRuleKey): Promise<Alert[]> =>
  (await admin.get(`/api/v2/alerts?state=open&rule=${rule}`)).json().items;

async function raised(rule: AlertRuleKey): Promise<Alert> {
  const found = await vi.waitUntil(async () => (await openAlerts(rule))[0], PATIENT);
  if (found === undefined) throw new Error(`no alert of ${rule}`);
  return found;
}

const cleared = (rule: AlertRuleKey) =>
  vi.waitFor(async () => expect(await openAlerts(rule)).toEqual([]), PATIENT);

test('a slow database makes answers slow', async () => {
  if (way === undefined) throw new Error('the way to the database is open');
  await setRule('response_time', { windowSeconds: 2, clearSeconds: 1 });
  way.delayMs = 120;
  let isOver = false;
  const asking = Array.from({ length: 8 }, async () => {
    while (!isOver) await admin.get('/api/v2/bills');
  });
  const alert = await raised('response_time').finally(() => {
    isOver = true;
    way.delayMs = 0;
  });
  await Promise.all(asking);
  expect(alert).toMatchObject({ unit: 'ms', subject: null });
  expect(alert.message).toMatch(/^Response time, 95th percentile: [\d.]+ ms$/);
  expect(alert.worst).toBeGreaterThanOrEqual(100);
  await cleared('response_time');
});

test.skipIf(!hasDisk)('a disk fills up (needs root, and leave to mount)', async () => {
  await setRule('disk', { windowSeconds: 1, clearSeconds: 1 });
  const file = join(dataDir, 'old-sheets');
  await writeFile(file, Buffer.alloc(900 * 1024));
  expect(await raised('disk')).toMatchObject({
    level: 'warning',
    message: expect.stringMatching(/^Disk in use: 8[5-9]/),
  });
  await writeFile(`${file}-2`, Buffer.alloc(100 * 1024));
  await vi.waitFor(
    async () => expect(await openAlerts('disk')).toMatchObject([{ level: 'critical' }]),
    PATIENT,
  );
  await rm(file);
  await cleared('disk');
});

test('a mail server that is stopped leaves reports that nobody gets', async () => {
  await setRule('job_failed', { clearSeconds: 1 });
  const wanted = { to: ['owner@example.com'] };
  expect((await admin.post('/api/v2/reports/mails', wanted)).statusCode).toBe(202);
  const stop = await startWork(deps, { pollIntervalMs: 20, mailWaitMs: () => 20 });
  const alert = await raised('job_failed');
  expect(alert).toMatchObject({ subject: 'report.mail', value: 1, level: 'warning' });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => stream.on('end', () => done()).resume(),
  });
  server.listen(smtpPort, '127.0.0.1');
  await cleared('job_failed');
  await stop();
  await new Promise<void>((resolve) => server.close(resolve));
});
