import { beforeEach, describe, expect, test } from 'vitest';
import type { Bag } from '#domain/scan/state.ts';
import { openTestApp } from '#test/harness.ts';
import { type Scanner, scanner } from '#test/scanner.ts';
import { makeMemory } from './memory.ts';

const { app, asAdmin, db, deps, openSecondApp } = await openTestApp();
const other = await openSecondApp();
const here = scanner(app, await asAdmin());
const there = scanner(other.app, await asAdmin());

let lastCode = 0;
let parent = '';
const newChild = () => String(++lastCode).padStart(7, '0');

async function outcomeOf(by: Scanner, action: string, code: string, into?: string) {
  const [result] = await by.send([
    { action, code, ...(into === undefined ? {} : { parent: into }) },
  ]);
  return result?.outcome;
}

/** How often a statement has run, as monitoring counts it. */
function runsOf(name: string): number {
  return deps.meter.statements.get(name)?.latency.count ?? 0;
}

beforeEach(async () => {
  parent = `SB${String(++lastCode).padStart(5, '0')}`;
  await outcomeOf(here, 'pack', newChild(), parent);
});

describe('a process that remembers the bags it wrote', () => {
  test('packs into them without reading', async () => {
    const before = runsOf('scan-find-bags');
    for (let n = 0; n < 3; n++) {
      expect(await outcomeOf(here, 'pack', newChild(), parent)).toBe('packed');
    }
    expect(runsOf('scan-find-bags')).toBe(before);
  });

  test('counts what another process has packed since', async () => {
    for (let n = 0; n < 28; n++) await outcomeOf(there, 'pack', newChild(), parent);
    expect(await outcomeOf(here, 'pack', newChild(), parent)).toBe('packed_full');
    expect(await outcomeOf(there, 'pack', newChild(), parent)).toBe('parent_full');
  });

  test('finds a child that another process has packed elsewhere', async () => {
    const child = newChild();
    const elsewhere = `SB${String(++lastCode).padStart(5, '0')}`;
    expect(await outcomeOf(there, 'pack', child, elsewhere)).toBe('packed');
    expect(await outcomeOf(here, 'pack', child, parent)).toBe('in_other_parent');
  });

  test('finds a child that it has packed itself', async () => {
    const child = newChild();
    expect(await outcomeOf(here, 'pack', child, parent)).toBe('packed');
    expect(await outcomeOf(here, 'pack', child, parent)).toBe('already_here');
  });

  test('refuses nothing that is no longer so', async () => {
    const last = newChild();
    const packing = Array.from({ length: 28 }, () => newChild());
    await here.send([...packing, last].map((code) => ({ action: 'pack', code, parent })));
    expect(await outcomeOf(there, 'unpack', last)).toBe('unpacked');
    expect(await outcomeOf(here, 'pack', newChild(), parent)).toBe('packed_full');
  });

  test('answers a scan that is sent again as the first time', async () => {
    const scan = here.scan({ action: 'pack', code: newChild(), parent });
    const [first] = await there.send([scan]);
    const [again] = await here.send([scan]);
    expect(again).toMatchObject({ outcome: first?.outcome, replayed: true });
  });

  test('sees that the bag is on a bill by now', async () => {
    const bill = { code: `B-${parent}`, target: 1 };
    await other.app.inject({
      method: 'POST',
      url: '/api/v2/bills',
      headers: await asAdmin(),
      payload: bill,
    });
    await there.send([{ action: 'bill', code: parent, bill: bill.code }]);
    const [result] = await here.send([{ action: 'pack', code: newChild(), parent }]);
    const [row] = await db.runText<{ bill_code: string }>(
      'select bill_code from bag where code = $1',
      [parent],
    );
    expect(row?.bill_code).toBe(bill.code);
    expect(result?.bill?.code ?? result?.parent?.bill).toBe(bill.code);
  });
});

describe('the memory', () => {
  const bag = (code: string): Bag => ({
    ...{ kind: 'child', code, isVoid: false, areaId: null },
    ...{ parentCode: null, lot: null, labelDate: null },
  });

  test('forgets what was written long ago, and stays small', () => {
    const memory = makeMemory();
    const codes = Array.from({ length: 25_000 }, (_, n) => `${n}`);
    for (const code of codes) memory.keep([bag(code)], '1');
    const remembered = codes.filter((code) => memory.recall(code) !== undefined);
    expect(remembered.length).toBeLessThanOrEqual(20_000);
    expect(remembered.slice(-10_000)).toEqual(codes.slice(-10_000));
  });

  test('trusts again when nothing was wrong for a while', () => {
    const memory = makeMemory();
    memory.keep([bag('0000001')], '1');
    memory.forget();
    expect([memory.recall('0000001'), memory.isTrusting]).toEqual([undefined, false]);
    memory.keep([bag('0000002')], '2');
    for (let batches = 0; batches < 20; batches++) memory.regain();
    expect([memory.recall('0000002')?.version, memory.isTrusting]).toEqual(['2', true]);
  });
});
