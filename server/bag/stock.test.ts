import { expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { type SentScan, scanner } from '#test/scanner.ts';
import { verify } from '../verify/verify.ts';
import { takeFromStock } from './stock.ts';

const { app, deps, asAdmin, db } = await openTestApp();
const headers = await asAdmin();
const admin = client(app, headers);
const bench = scanner(app, headers);
const endless = new AbortController().signal;

const bill = async (code: string, parent: string) => {
  await admin.post('/api/v2/bills', { code, target: 5 });
  await bench.send([{ action: 'bill', code: parent, bill: code }]);
};
const pack = (parent: string, from: number, count: number) =>
  bench.send(packsOf(parent, from, count));
const packsOf = (parent: string, from: number, count: number): SentScan[] =>
  Array.from({ length: count }, (_, at) =>
    bench.scan({ action: 'pack', code: `${from + at}`, parent }),
  );
const listed = async (filter: string): Promise<string[]> => {
  const { items } = (
    await admin.get(`/api/v2/bags?kind=child&sort=code&limit=500&${filter}`)
  ).json();
  return items.map(({ code }: { code: string }) => code);
};
const inStock = async () => {
  const rows = await db.runText<{ code: string }>(
    'select code from bag where in_stock order by code',
    [],
  );
  return rows.map(({ code }) => code);
};
const expectVerified = async () => {
  expect((await verify(db, () => undefined)).sentences).toEqual([]);
};

test('packets leave the stock once their parent is billed; lists do not wait', async () => {
  await pack('SB00001', 1_000_001, 3);
  await pack('SB00002', 1_000_011, 2);
  await bench.send([{ action: 'register', code: '1000020' }]);
  await bill('B-1', 'SB00001');
  const packets = ['1000001', '1000002', '1000003'];
  for (const follow of [async () => undefined, () => takeFromStock(db, endless)]) {
    await follow();
    expect(await listed('billed=true')).toEqual(packets);
    expect(await listed('billed=false')).toEqual(['1000011', '1000012', '1000020']);
    expect(await listed('packed=true')).toEqual([...packets, '1000011', '1000012']);
    await expectVerified();
  }
  expect(await inStock()).toEqual(['1000011', '1000012', 'SB00002']);
});

test('they are back as soon as it is off the bill, and stay where it goes on another', async () => {
  await bench.send([{ action: 'unbill', code: 'SB00001', bill: 'B-1' }]);
  expect(await listed('billed=true')).toEqual([]);
  expect(await listed('billed=false')).toHaveLength(6);
  expect(await inStock()).toHaveLength(7);
  await expectVerified();
  await bill('B-1', 'SB00001');
  await takeFromStock(db, endless);
  await admin.post('/api/v2/bills', { code: 'B-2', target: 5 });
  await bench.send([
    { action: 'unbill', code: 'SB00001', bill: 'B-1' },
    { action: 'bill', code: 'SB00001', bill: 'B-2' },
  ]);
  expect(await listed('billed=true')).toEqual(['1000001', '1000002', '1000003']);
  await expectVerified();
});

test('what is packed into a parent on a bill, or leaves it, is where it belongs', async () => {
  await takeFromStock(db, endless);
  await pack('SB00001', 1_000_004, 1);
  await bench.send([{ action: 'unpack', code: '1000003' }]);
  await bench.send([{ action: 'move', code: '1000002', parent: 'SB00002' }]);
  const after = ['1000001', '1000004'];
  for (const follow of [async () => undefined, () => takeFromStock(db, endless)]) {
    await follow();
    expect(await listed('billed=true')).toEqual(after);
    expect(await listed('billed=false')).toEqual([
      '1000002',
      '1000003',
      '1000011',
      '1000012',
      '1000020',
    ]);
    await expectVerified();
  }
});

test('a packet that somebody is scanning waits for its turn, and its parent with it', async () => {
  await bill('B-3', 'SB00002');
  await db.transaction(async (tx) => {
    await tx.runText(`select from bag where code = '1000011' for update`, []);
    await takeFromStock(db, endless);
    expect(await inStock()).toEqual(['1000011', 'SB00002']);
    expect(await listed('billed=true')).toContain('1000011');
  });
  await expectVerified();
  await takeFromStock(db, endless);
  expect(await inStock()).toEqual([]);
});

test('packing, billing and what follows them at the same time leave nothing wrong', async () => {
  const parents = Array.from({ length: 12 }, (_, n) => `SB001${String(n).padStart(2, '0')}`);
  await admin.post('/api/v2/bills', { code: 'B-9', target: 20 });
  await pack('SB00100', 2_000_000, 1);
  const turns = parents.flatMap((parent, n) => [
    bench.send(packsOf(parent, 2_000_100 + n * 100, 9)),
    bench.send([{ action: 'bill', code: parent, bill: 'B-9' }]),
    bench.send(packsOf(parent, 2_000_150 + n * 100, 9)),
    takeFromStock(db, endless),
    bench.send([{ action: 'unbill', code: parent, bill: 'B-9' }]),
    takeFromStock(db, endless),
    bench.send([{ action: 'bill', code: parent, bill: 'B-9' }]),
    takeFromStock(db, endless),
  ]);
  await Promise.all(turns);
  await expectVerified();
  await takeFromStock(db, endless);
  await expectVerified();
  expect(deps.scans.load.batchedScans).toBeGreaterThan(200);
  const billed = await db.runText<{ code: string }>(
    `select code from bag where parent_code in (select code from bag where bill_code is not null)
     order by code`,
    [],
  );
  expect(await listed('billed=true')).toEqual(billed.map(({ code }) => code));
  expect(billed.length).toBeGreaterThan(100);
});
