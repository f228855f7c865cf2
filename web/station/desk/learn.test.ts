import { describe, expect, test } from 'vitest';
import type { Bill } from '#contract/bill.ts';
import type { Intent, Knowledge, KnownParent } from '../../offline/rows.ts';
import { DESK, NOTHING_KNOWN, pack, resultOf, rowOf } from './desk.fixture.ts';
import { knowledgeAfter, learn, withBill, withChildren } from './learn.ts';

const PARENT = 'SB12345';

function parent(code: string, more: Partial<KnownParent> = {}): KnownParent {
  return { code, childCount: 0, capacity: 30, isSealed: false, bill: null, children: [], ...more };
}

const knowing = (...parents: KnownParent[]): Knowledge => ({ ...NOTHING_KNOWN, parents });

describe('an answer teaches', () => {
  test('a parent that was not known, with its count and the child that is in it', () => {
    const result = resultOf('packed', '1001', { code: PARENT, childCount: 7, bill: 'INV-1' });
    expect(knowledgeAfter(NOTHING_KNOWN, result).parents).toEqual([
      parent(PARENT, { childCount: 7, children: ['1001'], bill: 'INV-1' }),
    ]);
  });

  test('that a child is in no bag any more', () => {
    const before = knowing(parent(PARENT, { childCount: 2, children: ['1001', '1002'] }));
    const unpacked = resultOf('unpacked', '1001', { code: PARENT, childCount: 1 });
    expect(knowledgeAfter(before, unpacked).parents).toMatchObject([
      { childCount: 1, children: ['1002'] },
    ]);
    const loose = { ...resultOf('not_packed', '1001', { code: PARENT }), parent: null };
    expect(knowledgeAfter(before, loose).parents).toMatchObject([
      { childCount: 1, children: ['1002'] },
    ]);
  });

  test('where a refused child lies, and that it is nowhere else', () => {
    const before = knowing(parent(PARENT, { childCount: 1, children: ['1001'] }));
    const result = resultOf('in_other_parent', '1001', { code: 'SB99999', childCount: 9 });
    expect(knowledgeAfter(before, result).parents).toMatchObject([
      { code: PARENT, childCount: 0, children: [] },
      { code: 'SB99999', childCount: 9, children: ['1001'] },
    ]);
  });

  test('that a parent is sealed, or open again', () => {
    const sealed = { ...resultOf('sealed', PARENT, { code: PARENT, status: 'sealed' }), bag: null };
    const known = knowledgeAfter(NOTHING_KNOWN, sealed);
    expect(known.parents).toMatchObject([{ isSealed: true }]);
    const reopened = { ...resultOf('reopened', PARENT, { code: PARENT }), bag: null };
    expect(knowledgeAfter(known, reopened).parents).toMatchObject([{ isSealed: false }]);
  });

  test('how far a bill is', () => {
    const bill = { code: 'INV-1', status: 'processing', parentCount: 3, target: 5 } as const;
    const result = { ...resultOf('billed', PARENT, { code: PARENT, bill: 'INV-1' }), bill };
    expect(knowledgeAfter(NOTHING_KNOWN, result).bills).toEqual([bill]);
    const next = { ...bill, parentCount: 4 };
    const again = knowledgeAfter(knowledgeAfter(NOTHING_KNOWN, result), { ...result, bill: next });
    expect(again.bills).toEqual([next]);
  });

  test('as much as a day needs: what was told of last is kept', () => {
    let known = NOTHING_KNOWN;
    for (let at = 0; at < 100; at++) {
      const code = `SB${10_000 + at}`;
      known = knowledgeAfter(known, resultOf('packed', String(1_000 + at), { code }));
    }
    expect(known.parents).toHaveLength(60);
    expect(known.parents.at(-1)?.code).toBe('SB10099');
    expect(known.parents[0]?.code).toBe('SB10040');
  });
});

describe('an answer and the desk', () => {
  const desk = { ...DESK, parent: PARENT };
  const deskAfter = (intent: Intent, result: ReturnType<typeof resultOf>, told = 'packed') => {
    const outcome = told === 'in_other_parent' ? told : 'packed';
    const row = rowOf(intent, { told: { outcome, tone: 'ok' } });
    return learn({ knowledge: NOTHING_KNOWN, desk }, row, result).desk;
  };

  test('offer no move when the bag was told of at once, or is not the open one any more', () => {
    const elsewhere = resultOf('in_other_parent', '1001', { code: 'SB99999' });
    expect(deskAfter(pack('1001', PARENT), elsewhere, 'in_other_parent')).toBe(desk);
    expect(deskAfter(pack('1001', 'SB12346'), elsewhere)).toBe(desk);
  });

  test('return to the state PARENT when the open bag is refused', () => {
    const bag = { code: PARENT, kind: 'parent', lot: null, labelDate: null } as const;
    const refused = { ...resultOf('not_in_area', PARENT, { code: PARENT }), bag };
    const answer = { ...refused, tone: 'error' } as const;
    expect(deskAfter({ action: 'open', code: PARENT }, answer)).toMatchObject({ parent: null });
    const other = { ...answer, bag: { ...bag, code: 'SB12346' } };
    expect(deskAfter({ action: 'open', code: 'SB12346' }, other)).toBe(desk);
  });
});

describe('what was asked for', () => {
  test('children of a parent of which nothing is known are no news', () => {
    expect(withChildren(NOTHING_KNOWN, PARENT, ['1001'])).toBe(NOTHING_KNOWN);
  });

  test('a child that is listed in one parent is in no other', () => {
    const before = knowing(
      parent('SB12346', { childCount: 2, children: ['1001', '1002'] }),
      parent(PARENT),
    );
    expect(withChildren(before, PARENT, ['1001']).parents).toMatchObject([
      { code: 'SB12346', children: ['1002'] },
      { code: PARENT, childCount: 1, children: ['1001'] },
    ]);
  });

  test('a bill teaches its parents, and keeps what is known to be in them', () => {
    const before = knowing(parent('SB00001', { childCount: 1, children: ['1001'] }));
    const { parents, bills } = withBill(before, BILL);
    expect(parents).toEqual([
      parent('SB00001', { childCount: 8, children: ['1001'], bill: 'INV-1' }),
      parent('SB00002', { childCount: 3, isSealed: true, bill: 'INV-1' }),
    ]);
    expect(bills).toEqual([{ code: 'INV-1', status: 'processing', target: 3, parentCount: 2 }]);
  });
});

const WEIGHTS = { expectedWeightKg: 30, actualWeightKg: 8 };
const BILL: Bill = {
  code: 'INV-1',
  status: 'processing',
  target: 3,
  dealer: null,
  destination: null,
  vehicle: null,
  description: null,
  parentCount: 2,
  childCount: 11,
  expectedWeightKg: 60,
  actualWeightKg: 11,
  varianceKg: -49,
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
      ...WEIGHTS,
    },
    {
      code: 'SB00002',
      product: 'Mustard',
      childCount: 3,
      capacity: 30,
      status: 'sealed',
      ...WEIGHTS,
    },
  ],
};
