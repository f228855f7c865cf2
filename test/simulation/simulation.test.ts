import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#server/db/database.ts';
import { makeTestDatabase } from '../database.ts';
import { quietLog } from '../quiet-log.ts';
import { replayLedger } from './replay.ts';
import { simulate } from './simulate.ts';

/** `SEED=7 npx vitest run test/simulation` walks another day. */
const SEED = Number(process.env.SEED ?? 1);
const DEVICES = 12;
const SCANS_PER_DEVICE = 150;

const connections = await makeTestDatabase();
const db = openDatabase({
  connection: connections.superuser,
  name: 'simulation',
  connectionsMax: 1,
  statementTimeoutMs: 10_000,
  log: quietLog,
});
afterAll(async () => {
  await db.close();
  await connections.drop();
});
const { user, password, host, port, database } = connections.owner;
const socket = encodeURIComponent(host);
const databaseUrl = `postgres://${user}:${password}@${socket}:${port}/${database}`;

describe(`a bad day in the warehouse, seed ${SEED}`, async () => {
  const report = await simulate({
    seed: SEED,
    databaseUrl,
    devices: DEVICES,
    scansPerDevice: SCANS_PER_DEVICE,
  });

  test('went wrong in every way', () => {
    const { doubled, delayed, lost, refused } = report.faults;
    for (const count of [doubled, delayed, lost, refused]) expect(count).toBeGreaterThan(0);
  });

  test('loses no scan and counts none twice', async () => {
    const rows = await db.runText<{ id: string; outcome: string }>(
      'select id, outcome from scan',
      [],
    );
    const ledger = new Map(rows.map(({ id, outcome }) => [id, outcome]));
    expect(rows).toHaveLength(DEVICES * SCANS_PER_DEVICE);
    expect(report.answers.size).toBe(DEVICES * SCANS_PER_DEVICE);
    for (const [id, results] of report.answers) {
      expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => ledger.get(id)));
      expect(results.filter(({ replayed }) => !replayed).length).toBeLessThanOrEqual(1);
    }
  });

  test('leaves bags and bills that its ledger explains, rule by rule', async () => {
    expect(await replayLedger(db)).toEqual([]);
  });
});
