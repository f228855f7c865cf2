import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { decide } from '#domain/scan/decide.ts';
import type { Bill } from '#domain/scan/state.ts';
import { parseScan } from '#server/scan/parse.ts';
import { verify } from '#server/verify/verify.ts';
import { makeTestDatabase, type TestDatabase } from '#test/database.ts';
import { openTestApp } from '#test/harness.ts';
import { type DemoOptions, loadDemo } from './demo.ts';
import { DEMO_PASSWORD, listDemoUsers } from './warehouse.ts';

const OPTIONS: DemoOptions = {
  bags: 5_000,
  seed: 7,
  until: '2026-03-04T11:30:00Z',
  timeZone: 'Asia/Kolkata',
  admin: { username: 'founder', password: 'harvest-2026-moon' },
};

const { app, deps, db, connections } = await openTestApp();
const releasers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const release of releasers.reverse()) await release();
});

async function fill({ owner }: Pick<TestDatabase, 'owner'>, options = OPTIONS) {
  const client = new pg.Client(owner);
  await client.connect();
  return loadDemo(client, options, () => undefined).finally(() => client.end());
}

async function fillNew(options: Partial<DemoOptions>): Promise<Record<string, string>> {
  const database = await makeTestDatabase();
  releasers.push(() => database.drop());
  await fill(database, { ...OPTIONS, ...options });
  return checksumsOf(database);
}

/** All indexes and constraints of our tables, in words. */
const STRUCTURE = `
  select pg_get_indexdef(indexrelid) as text from pg_index
  where indrelid::regclass::text in ('bag', 'scan', 'bill', 'bill_content', 'tally')
  union all
  select format('%s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
  where conrelid::regclass::text in ('bag', 'scan', 'bill', 'bill_content', 'tally')
  order by 1`;
const structureBefore = await db.runText(STRUCTURE, []);
const firstAdmin = await fill(connections);

test('nothing differs between its bags and its ledger', async () => {
  const verification = await verify(db, () => undefined);
  expect(verification.sentences).toEqual([]);
  expect(verification).toMatchObject({ bags: OPTIONS.bags });
});

test('its scans have the outcomes that the rules decide', async () => {
  const scans = await db.runText<ScanRow>(
    `select scan.*, role, app_user.area_id as own_area_id
     from scan join app_user on app_user.id = user_id order by seq`,
    [],
  );
  const requests = scans.map((scan) => {
    const actor = { userId: scan.user_id, role: scan.role, areaId: scan.own_area_id };
    const sent = { id: scan.id, action: scan.action, code: scan.raw ?? scan.code };
    const { parent_code: parent, bill_code: bill, reason } = scan;
    return parseScan({ ...sent, parent, bill, reason }, actor, deps.catalogue.current.codes);
  });
  const { decisions, after } = decide(await emptyBills(), requests);
  const told = scans.map(({ seq, outcome, code, other_parent_code: other, area_id: area }) =>
    [seq, outcome, code, other, area].join(' '),
  );
  const decided = decisions.map(({ request, outcome, bag, parent, otherParentCode }, at) => {
    const { code, actor } = request;
    const area = bag?.areaId ?? parent?.areaId ?? actor.areaId;
    const read = code.kind === 'malformed' ? null : code.code;
    return [scans[at]?.seq, outcome, read, otherParentCode, area].join(' ');
  });
  expect(told).toEqual(decided);
  expect(after.bags.size).toBe(OPTIONS.bags);
});

interface ScanRow {
  seq: number;
  id: string;
  user_id: number;
  role: 'admin' | 'biller' | 'dispatcher';
  own_area_id: number | null;
  area_id: number | null;
  action: string;
  outcome: string;
  raw: string | null;
  code: string | null;
  parent_code: string | null;
  bill_code: string | null;
  other_parent_code: string | null;
  reason: string | null;
}

/** The state before the first scan: nothing but the bills, with nothing on them. */
async function emptyBills() {
  const rows = await db.runText<{ code: string; target: number }>(
    'select code, target from bill',
    [],
  );
  const bills = rows.map(({ code, target }): [string, Bill] => [
    code,
    { code, target, status: 'new', parentCount: 0 },
  ]);
  return { bags: new Map(), bills: new Map(bills), scans: new Map() };
}

test('it has bags and bills in every state', async () => {
  const states = await db.runText<{ state: string }>(
    `select coalesce(status_of(bag),
       case when parent_code is null then 'loose' else 'packed' end) as state
     from bag union select 'bill ' || status from bill`,
    [],
  );
  expect(states.map(({ state }) => state).sort()).toEqual([
    ...['bill completed', 'bill new', 'bill processing'],
    ...['complete', 'loose', 'open', 'packed', 'sealed', 'void'],
  ]);
});

test('it tells of refusals, moves and second thoughts', async () => {
  const outcomes = await db.runText<{ outcome: string }>('select distinct outcome from scan', []);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(
    expect.arrayContaining([
      ...['already_here', 'in_other_parent', 'malformed', 'moved', 'parent_full', 'ready'],
      ...['registered', 'sealed', 'unpacked', 'voided'],
    ]),
  );
});

test('it ends at the time it was given, with scans on that day', async () => {
  const [times] = await db.runText<{ last: string; today: number }>(
    `select max(received_at) as last,
       count(*) filter (where (received_at at time zone 'Asia/Kolkata')::date = '2026-03-04')
         as today from scan`,
    [],
  );
  expect(times?.today).toBeGreaterThan(100);
  expect(times?.last.slice(0, 16)).toBe('2026-03-04T11:29');
});

test('its people can sign in', async () => {
  const payload = { username: 'demo.sangaria3', password: DEMO_PASSWORD };
  const response = await app.inject({ method: 'POST', url: '/api/v2/session', payload });
  expect(response.json()).toMatchObject({ user: { role: 'dispatcher', area: 'sangaria' } });
  expect(listDemoUsers(new Map([[1, 'lucknow']]))).toHaveLength(50);
});

test('a site without users gets its first admin, others keep theirs', async () => {
  expect(firstAdmin).toBeNull();
  const database = await makeTestDatabase();
  releasers.push(() => database.drop());
  expect(await fill(database, { ...OPTIONS, bags: 1 })).toEqual({
    username: 'founder',
    madeUpPassword: null,
  });
  const client = new pg.Client(database.superuser);
  await client.connect();
  const { rows } = await client
    .query(`select username, role, subject from app_user, audit_entry where id = 1 and seq = 1`)
    .finally(() => client.end());
  expect(rows).toEqual([{ username: 'founder', role: 'admin', subject: 'user:founder' }]);
});

test('indexes and constraints are as before', async () => {
  expect(await db.runText(STRUCTURE, [])).toEqual(structureBefore);
});

test('a database that has bags is left as it is', async () => {
  await expect(fill(connections)).rejects.toThrow(/has bags or bills/);
  expect(await db.runText(STRUCTURE, [])).toEqual(structureBefore);
});

test('the same seed makes the same rows, another seed others', async () => {
  const first = await fillNew({});
  expect(await fillNew({})).toEqual(first);
  const other = await fillNew({ seed: 8 });
  for (const [table, checksum] of Object.entries(other)) expect(checksum).not.toBe(first[table]);
});

test('a single bag is history enough', async () => {
  await fillNew({ bags: 1 });
});

async function checksumsOf({ superuser }: TestDatabase): Promise<Record<string, string>> {
  const client = new pg.Client(superuser);
  await client.connect();
  const checksums: Record<string, string> = {};
  for (const table of ['scan', 'bag', 'bill', 'bill_content', 'tally']) {
    const { rows } = await client.query(
      `select md5(string_agg(row::text, ';' order by row::text)) as md5 from ${table} as row`,
    );
    checksums[table] = rows[0].md5;
  }
  await client.end();
  return checksums;
}
