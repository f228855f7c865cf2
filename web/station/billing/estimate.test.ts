import { expect, test } from 'vitest';
import type { Bill } from '#contract/bill.ts';
import type { Intent, ScanRow } from '../../offline/rows.ts';
import { openTab, recordIntent, scan as scanCodes, untilSent } from '../desk/bench.fixture.ts';
import { NOTHING_KNOWN, RULES, rowOf } from '../desk/desk.fixture.ts';
import { stateOf } from '../desk/rules.ts';
import { EMPTY, openServer } from '../desk/server.fixture.ts';
import { billHere, estimateOf } from './estimate.ts';

const BILL: Bill = {
  code: 'INV-1',
  status: 'processing',
  target: 3,
  dealer: null,
  destination: null,
  vehicle: null,
  description: null,
  parentCount: 1,
  childCount: 8,
  expectedWeightKg: 30,
  actualWeightKg: 8,
  varianceKg: -22,
  createdBy: 'meena',
  createdAt: '2026-11-23T10:15:00Z',
  completedAt: null,
  parents: [
    {
      code: 'SB00001',
      product: 'Mustard',
      childCount: 8,
      capacity: 30,
      status: 'open',
      expectedWeightKg: 30,
      actualWeightKg: 8,
    },
  ],
};

const scan = (action: 'bill' | 'unbill', code: string, more: Partial<ScanRow> = {}) => {
  const intent: Intent = { action, code, bill: 'INV-1' };
  return rowOf(intent, { told: { outcome: 'billed', tone: 'ok' }, ...more });
};
const estimate = (rows: readonly ScanRow[], afterSeq = 0) =>
  estimateOf({ bill: BILL, afterSeq }, rows, RULES);

test('a scan that waits counts at once; what is not known of it is taken for full', () => {
  expect(estimate([scan('bill', 'SB00002')])).toMatchObject({
    parentCount: 2,
    expectedWeightKg: 60,
    actualWeightKg: 38,
    varianceKg: -22,
    isEstimate: true,
  });
});

test('what this device has packed itself is known', () => {
  const { actualWeightKg, isEstimate } = estimate([scan('bill', 'SB00002', { fill: '5/30' })]);
  expect(actualWeightKg).toBe(13);
  expect(isEstimate).toBe(false);
});

test('a scan that the server has counted is not counted again', () => {
  expect(estimate([scan('bill', 'SB00001')])).toMatchObject({ parentCount: 1 });
  const old = scan('bill', 'SB00009');
  expect(estimate([old], old.seq)).toMatchObject({ parentCount: 1 });
});

test('what is taken off is gone, and what was refused never was on', () => {
  expect(estimate([scan('unbill', 'SB00001')])).toMatchObject({ parentCount: 0, varianceKg: 0 });
  const refused = scan('bill', 'SB00002', { told: { outcome: 'on_other_bill', tone: 'error' } });
  expect(estimate([refused])).toMatchObject({ parentCount: 1 });
});

test('without the server a bill is what this device knows of it', () => {
  const { code, status, target, parentCount } = BILL;
  const parent = { capacity: 30, isSealed: false, children: [] };
  const known = {
    ...NOTHING_KNOWN,
    bills: [{ code, status, target, parentCount }],
    parents: [
      { ...parent, code: 'SB00001', childCount: 8, bill: code },
      { ...parent, code: 'SB00007', childCount: 30, bill: 'INV-2' },
    ],
  };
  const waiting = [scan('bill', 'SB00007'), scan('bill', 'SB00002')];
  const here = billHere(stateOf(known, waiting, RULES), code);
  if (here === null) throw new Error('the bill is known');
  // What lies on another bill stays there; what has never been seen here is taken for empty.
  const { parents, expectedWeightKg, actualWeightKg } = estimateOf(here, waiting, RULES);
  expect(parents.map((one) => one.code)).toEqual(['SB00001', 'SB00002']);
  expect([expectedWeightKg, actualWeightKg]).toEqual([60, 8]);
  expect(billHere(stateOf(known, [], RULES), 'INV-9')).toBeNull();
});

test('what a device knows of a bill by itself is what the server tells of it later', async () => {
  const server = await openServer();
  server.state = { ...EMPTY, bills: new Map([['INV-1', { ...NEW_BILL, code: 'INV-1' }]]) };
  const { bench } = await openTab();
  await scanCodes(bench, 'SB00001', '1001', '1002', 'M444-00001', '1003', '1004');
  for (const code of ['SB00001', 'M444-00001', 'SB00002']) {
    await recordIntent(bench, { action: 'bill', code, bill: 'INV-1' });
  }
  await recordIntent(bench, { action: 'unbill', code: 'SB00002', bill: 'INV-1' });
  const told = must(billHere(bench.view.state, 'INV-1'));
  await untilSent(bench);
  const answered = must(billHere(server.state, 'INV-1'));
  // Which was billed first the device knows only while none is answered.
  expect(new Set(told.bill.parents)).toEqual(new Set(answered.bill.parents));
  // 30 kg and 1 kg expected; two packets of 1 kg and two of half a kilogram are in them.
  expect(estimateOf(told, [], RULES)).toMatchObject({
    parentCount: 2,
    expectedWeightKg: 31,
    actualWeightKg: 3,
    varianceKg: -28,
  });
});

const NEW_BILL = { status: 'new', target: 3, parentCount: 0 } as const;

function must<Value>(value: Value | null): Value {
  if (value === null) throw new Error('nothing is known of the bill');
  return value;
}
