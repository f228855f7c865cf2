import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCodeRules, parseCode } from '../code.ts';
import { parentStatusOf, toneOf } from '../outcome.ts';
import type { Actor } from '../permission.ts';
import type { Product } from '../product.ts';
import { type Decision, decide } from './decide.ts';
import type { ScanRequest } from './request.ts';
import type { ChildBag, ParentBag, State } from './state.ts';

/** A small world in which everything collides: two people's areas, six children, three parents. */
const PRODUCT: Product = {
  id: 1,
  name: 'Mustard',
  pattern: 'SB#####',
  capacity: 2,
  unitWeightG: 1_000,
  expectedWeightG: 2_000,
};
const RULES = makeCodeRules({ products: [PRODUCT], childPattern: null });
const CHILDREN = ['0001', '0002', '0003', '0004', '0005', 'LABEL NO.:0006 LOT NO.:L1'];
const PARENTS = ['SB00001', 'SB00002', 'SB00003'];
const ACTORS: Actor[] = [
  { userId: 1, role: 'admin', areaId: null },
  { userId: 2, role: 'biller', areaId: null },
  { userId: 3, role: 'dispatcher', areaId: 7 },
  { userId: 4, role: 'dispatcher', areaId: 8 },
];
const BILLS = new Map(
  [
    { code: 'B-1', status: 'new', target: 1, parentCount: 0 } as const,
    { code: 'B-2', status: 'new', target: 2, parentCount: 0 } as const,
    { code: 'B-3', status: 'completed', target: 2, parentCount: 1 } as const,
  ].map((bill) => [bill.code, bill]),
);
const BEGINNING: State = { bags: new Map(), bills: BILLS, scans: new Map() };

const ACTIONS = fc.constantFrom(
  'open',
  'pack',
  'pack',
  'pack',
  'move',
  'unpack',
  'seal',
  'reopen',
  'bill',
  'unbill',
  'register',
  'void',
  'nonsense',
);

const scan: fc.Arbitrary<ScanRequest> = fc
  .record({
    id: fc.nat(60),
    actor: fc.constantFrom(...ACTORS),
    action: ACTIONS,
    raw: fc.constantFrom(...CHILDREN, ...PARENTS, 'SB1'),
    parentRaw: fc.option(fc.constantFrom(...PARENTS, '0001', 'SB1'), { freq: 9 }),
    billRaw: fc.option(fc.constantFrom('B-1', 'B-2', 'B-3', 'B-4'), { freq: 9 }),
    reason: fc.option(fc.constant('end of shift')),
  })
  .map((draft) => ({
    ...draft,
    id: String(draft.id),
    code: parseCode(draft.raw, RULES),
    parent: draft.parentRaw === null ? null : parseCode(draft.parentRaw, RULES),
    billCode: draft.billRaw,
    scannedAt: null,
    station: null,
    fault: null,
  }));
const scans = fc.array(scan, { maxLength: 80 });

/** Sends the scans in parts of the given sizes, and then whatever is left. */
function decideInParts(requests: readonly ScanRequest[], sizes: readonly number[]) {
  let state = BEGINNING;
  const decisions: Decision[] = [];
  let from = 0;
  for (const size of [...sizes, requests.length]) {
    const part = decide(state, requests.slice(from, from + size));
    state = part.after;
    decisions.push(...part.decisions);
    from += size;
  }
  return { state, decisions };
}

function parentsOf(state: State): ParentBag[] {
  return [...state.bags.values()].filter((bag) => bag.kind === 'parent');
}

function childrenOf(state: State): ChildBag[] {
  return [...state.bags.values()].filter((bag) => bag.kind === 'child');
}

describe('any list of scans', () => {
  test('gives the same state and answers in any split into requests', () => {
    const property = fc.property(scans, fc.array(fc.nat(9)), (requests, sizes) => {
      const whole = decide(BEGINNING, requests);
      const parts = decideInParts(requests, sizes);
      expect(parts.state).toEqual(whole.after);
      expect(parts.decisions).toEqual(whole.decisions);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('replayed whole or from anywhere changes nothing and is answered alike', () => {
    const property = fc.property(scans, fc.nat(79), (requests, from) => {
      const first = decide(BEGINNING, requests);
      const again = decide(first.after, requests.slice(from));
      expect(again.after.bags).toEqual(first.after.bags);
      expect(again.after.bills).toEqual(first.after.bills);
      expect(again.decisions.map(({ outcome }) => outcome)).toEqual(
        first.decisions.slice(from).map(({ outcome }) => outcome),
      );
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('leaves no child in two parents and no parent over its capacity', () => {
    const property = fc.property(scans, (requests) => {
      const { after } = decide(BEGINNING, requests);
      const children = childrenOf(after);
      for (const parent of parentsOf(after)) {
        const inside = children.filter(({ parentCode }) => parentCode === parent.code);
        expect(parent.childCount).toBe(inside.length);
        expect(parent.childCount).toBeLessThanOrEqual(parent.capacity);
        expect(inside.every(({ areaId }) => areaId === parent.areaId)).toBe(true);
        expect(parent.isSealed && parentStatusOf(parent) === 'complete').toBe(false);
        expect(parent.isVoid && (inside.length > 0 || parent.billCode !== null)).toBe(false);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('leaves bills whose counts are the parents on them, within their targets', () => {
    const property = fc.property(scans, (requests) => {
      const { after } = decide(BEGINNING, requests);
      for (const bill of after.bills.values()) {
        const on = parentsOf(after).filter(({ billCode }) => billCode === bill.code).length;
        expect(bill.parentCount).toBe(bill.code === 'B-3' ? 1 : on);
        expect(bill.parentCount).toBeLessThanOrEqual(bill.target);
        expect(bill.status === 'new').toBe(bill.parentCount === 0);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('changes nothing but by scans with an ok outcome', () => {
    const property = fc.property(scans, scan, (requests, one) => {
      const { after: before } = decide(BEGINNING, requests);
      const { after, decisions } = decide(before, [one]);
      const tones = decisions.map(({ outcome, isReplay, request }) =>
        isReplay ? 'notice' : toneOf(outcome, request.action),
      );
      if (!tones.includes('ok'))
        expect([after.bags, after.bills]).toEqual([before.bags, before.bills]);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('lets nobody change a bag of another area', () => {
    const property = fc.property(scans, scan, (requests, one) => {
      const { after: before } = decide(BEGINNING, requests);
      const { after } = decide(before, [one]);
      if (one.actor.role !== 'dispatcher') return;
      for (const [code, bag] of before.bags) {
        const isForeign = bag.areaId !== null && bag.areaId !== one.actor.areaId;
        if (isForeign) expect(after.bags.get(code)).toBe(bag);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });
});
