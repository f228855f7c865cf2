import { expect, test, vi } from 'vitest';
import type { Alert, AlertRule } from '#contract/alert.ts';
import type { SystemState } from '#contract/monitor.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { openReplicaPair } from '#test/replica.ts';

const pair = await openReplicaPair();
const { app, asAdmin } = await openTestApp(
  {
    // Only says that there is one.
    databaseReplicaUrl: 'postgres://replica/traitortrack',
    watchMs: { alerts: 100, disk: 60_000, database: 100 },
  },
  async () => ({ app: pair.primary, lists: pair.standby, close: pair.close }),
);
const admin = client(app, await asAdmin());

const RULE = '/api/v2/alert-rules/replication_lag';
const PATIENT = { timeout: 8_000, interval: 50 };

const openAlerts = async (): Promise<Alert[]> =>
  (await admin.get('/api/v2/alerts?state=open&rule=replication_lag')).json().items;
const raised = () =>
  vi.waitFor(async () => {
    const [alert] = await openAlerts();
    expect(alert).toMatchObject({ level: 'warning', unit: 's', subject: null });
    expect(alert?.message).toMatch(/^The replica is behind by [\d.]+ s$/);
  }, PATIENT);
const cleared = () => vi.waitFor(async () => expect(await openAlerts()).toEqual([]), PATIENT);

async function lag(): Promise<number | null> {
  const state: SystemState = (await admin.get('/api/performance/system')).json();
  return state.postgres?.replication_lag_seconds ?? null;
}

test('a replica that keeps up is not behind, also while nobody works', async () => {
  const { etag } = (await admin.get(RULE)).json<AlertRule>();
  const change = { warning: 1.5, critical: 500, windowSeconds: 1, clearSeconds: 1 };
  expect((await admin.patch(RULE, change, { 'if-match': etag })).statusCode).toBe(200);
  await vi.waitFor(async () => expect(await lag()).toBe(0), PATIENT);
  expect(await openAlerts()).toEqual([]);
});

test('one that does not replay falls behind, and catches up', async () => {
  await pair.replay(false);
  expect((await admin.post('/api/v2/areas', { name: 'kota' })).statusCode).toBe(201);
  await raised();
  await pair.replay(true);
  await cleared();
});

test('one that is cut off falls behind, though it has replayed all that it received', async () => {
  await pair.follow(false);
  await raised();
  await pair.follow(true);
  await cleared();
});

test('one that does not answer falls behind second by second', async () => {
  await pair.stopStandby();
  await raised();
  expect(await lag()).toBeGreaterThan(0);
});
