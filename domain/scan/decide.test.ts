import { describe, expect, test } from 'vitest';
import { makeCodeRules, parseCode } from '../code.ts';
import type { Actor } from '../permission.ts';
import type { Product } from '../product.ts';
import { type Decision, decide } from './decide.ts';
import type { ScanRequest } from './request.ts';
import type { Bill, State } from './state.ts';

const MUSTARD: Product = {
  id: 1,
  name: 'Mustard',
  pattern: 'SB#####',
  capacity: 3,
  unitWeightG: 1_000,
  expectedWeightG: 3_000,
};
const RULES = makeCodeRules({ products: [MUSTARD], childPattern: null });
const ADMIN: Actor = { userId: 1, role: 'admin', areaId: null };
const JAIPUR: Actor = { userId: 2, role: 'dispatcher', areaId: 3 };
const HISAR: Actor = { userId: 3, role: 'dispatcher', areaId: 4 };
const BILL: Bill = { code: 'B-1', status: 'new', target: 2, parentCount: 0 };

type Line = readonly [
  action: string,
  code: string,
  on?: string | undefined,
  actor?: Actor,
  reason?: string,
];

let ids = 0;

function request([action, raw, on, actor = ADMIN, reason]: Line): ScanRequest {
  const isBilling = action === 'bill' || action === 'unbill';
  const parentRaw = isBilling ? null : (on ?? null);
  const billRaw = isBilling ? (on ?? null) : null;
  return {
    id: `id-${ids++}`,
    actor,
    action,
    raw,
    code: parseCode(raw, RULES),
    parentRaw,
    parent: parentRaw === null ? null : parseCode(parentRaw, RULES),
    billRaw,
    billCode: billRaw,
    reason: reason ?? null,
    scannedAt: null,
    station: null,
    fault: null,
  };
}

const SEAL: Line = ['seal', 'SB00001', undefined, ADMIN, 'end of shift'];

const EMPTY: State = {
  bags: new Map(),
  bills: new Map([
    ['B-1', BILL],
    ['B-2', { ...BILL, code: 'B-2', target: 1 }],
    ['B-3', { ...BILL, code: 'B-3', status: 'completed' }],
  ]),
  scans: new Map(),
};

/** Walks lines over a state in which nothing is registered. */
function walk(...lines: Line[]): Decision[] {
  return decide(EMPTY, lines.map(request)).decisions;
}

function outcomes(...lines: Line[]): string[] {
  return walk(...lines).map(({ outcome }) => outcome);
}

function last(...lines: Line[]): Decision {
  const decision = walk(...lines).at(-1);
  if (decision === undefined) throw new Error('no lines');
  return decision;
}

/** Completes a bill between two lists of scans, as a biller would. */
function afterCompleting(billCode: string, first: Line[], then: Line[]): string[] {
  const { after } = decide(EMPTY, first.map(request));
  const bill = after.bills.get(billCode);
  if (bill === undefined) throw new Error(`no bill ${billCode}`);
  const bills = new Map(after.bills).set(billCode, { ...bill, status: 'completed' });
  return decide({ ...after, bills }, then.map(request)).decisions.map(({ outcome }) => outcome);
}

const FULL: Line[] = ['0001', '0002', '0003'].map((code) => ['pack', code, 'SB00001'] as const);
const ONE: Line = ['pack', '0001', 'SB00001'];
const CASES: [rule: string, lines: Line[], expected: string[]][] = [
  [
    'a parent fills up and takes no more',
    [...FULL, ['pack', '0004', 'SB00001']],
    ['packed', 'packed', 'packed_full', 'parent_full'],
  ],
  ['the same child again is noticed', [ONE, ONE], ['packed', 'already_here']],
  [
    'a child in another parent is refused',
    [ONE, ['pack', '0001', 'SB00002']],
    ['packed', 'in_other_parent'],
  ],
  [
    'a refused scan registers nothing',
    [ONE, ['pack', '0001', 'SB00002'], ['seal', 'SB00002']],
    ['packed', 'in_other_parent', 'bag_unknown'],
  ],
  [
    'a child is moved in one step',
    [ONE, ['move', '0001', 'SB00002'], ['seal', 'SB00001']],
    ['packed', 'moved', 'parent_empty'],
  ],
  ['a move of a loose child packs it', [['move', '0001', 'SB00001']], ['packed']],
  [
    'a move can fill',
    [
      ['pack', '9', 'x'],
      ...FULL.slice(0, 2),
      ['pack', '0009', 'SB00002'],
      ['move', '0009', 'SB00001'],
    ],
    ['malformed', 'packed', 'packed', 'packed', 'moved_full'],
  ],
  [
    'opening twice is ready the second time',
    [
      ['open', 'SB00001'],
      ['open', 'sb00001'],
    ],
    ['opened', 'ready'],
  ],
  ['a child cannot be opened', [['open', '0001']], ['wrong_kind']],
  ['a parent is not packed into a parent', [['pack', 'SB00002', 'SB00001']], ['wrong_kind']],
  ['nothing is packed into a child', [['pack', '0001', '0002']], ['wrong_kind']],
  [
    'unpacking makes a complete parent open',
    [...FULL, ['unpack', '0001'], ['pack', '0004', 'SB00001']],
    ['packed', 'packed', 'packed_full', 'unpacked', 'packed_full'],
  ],
  [
    'unpacking from the wrong parent is refused',
    [ONE, ['open', 'SB00002'], ['unpack', '0001', 'SB00002']],
    ['packed', 'opened', 'in_other_parent'],
  ],
  [
    'a loose child is not packed',
    [
      ['register', '0001'],
      ['unpack', '0001'],
    ],
    ['registered', 'not_packed'],
  ],
  ['an unknown child cannot be unpacked', [['unpack', '0001']], ['bag_unknown']],
  [
    'sealing needs a reason',
    [ONE, ['seal', 'SB00001'], ['seal', 'SB00001', undefined, ADMIN, '  ']],
    ['packed', 'reason_needed', 'reason_needed'],
  ],
  [
    'a sealed parent takes nothing until it is reopened',
    [ONE, SEAL, ['pack', '0002', 'SB00001'], ['reopen', 'SB00001'], ['pack', '0002', 'SB00001']],
    ['packed', 'sealed', 'parent_sealed', 'reopened', 'packed'],
  ],
  [
    'already sealed is a notice, also of a full one',
    [
      ONE,
      SEAL,
      SEAL,
      ['reopen', 'SB00001'],
      ['pack', '0002', 'SB00001'],
      ['pack', '0003', 'SB00001'],
      ['seal', 'SB00001'],
    ],
    ['packed', 'sealed', 'already_sealed', 'reopened', 'packed', 'packed_full', 'already_sealed'],
  ],
  [
    'a sealed parent stays sealed when a child leaves it',
    [ONE, ['pack', '0002', 'SB00001'], SEAL, ['unpack', '0001'], ['pack', '0003', 'SB00001']],
    ['packed', 'packed', 'sealed', 'unpacked', 'parent_sealed'],
  ],
  [
    'reopening an open or full parent changes nothing',
    [ONE, ['reopen', 'SB00001']],
    ['packed', 'ready'],
  ],
  ['an empty parent is not sealed', [['open', 'SB00001'], SEAL], ['opened', 'parent_empty']],
  [
    'a bill takes parents up to its target',
    [
      ['open', 'SB00001'],
      ['open', 'SB00002'],
      ['open', 'SB00003'],
      ['bill', 'SB00001', 'B-1'],
      ['bill', 'SB00002', 'B-1'],
      ['bill', 'SB00003', 'B-1'],
    ],
    ['opened', 'opened', 'opened', 'billed', 'billed_target', 'bill_full'],
  ],
  [
    'one parent is on one bill',
    [
      ['open', 'SB00001'],
      ['bill', 'SB00001', 'B-1'],
      ['bill', 'SB00001', 'B-1'],
      ['bill', 'SB00001', 'B-2'],
    ],
    ['opened', 'billed', 'already_on_bill', 'on_other_bill'],
  ],
  [
    'a parent can be taken off its bill',
    [
      ['open', 'SB00001'],
      ['bill', 'SB00001', 'B-1'],
      ['unbill', 'SB00001', 'B-2'],
      ['unbill', 'SB00001', 'B-1'],
      ['bill', 'SB00001', 'B-2'],
    ],
    ['opened', 'billed', 'not_on_bill', 'unbilled', 'billed_target'],
  ],
  [
    'a child is not billed',
    [
      ['register', '0001'],
      ['bill', '0001', 'B-1'],
    ],
    ['registered', 'wrong_kind'],
  ],
  [
    'bills and bags must be known',
    [
      ['bill', 'SB00001', 'B-1'],
      ['open', 'SB00001'],
      ['bill', 'SB00001', 'NO-BILL'],
    ],
    ['bag_unknown', 'opened', 'bill_unknown'],
  ],
  [
    'a completed bill takes nothing',
    [
      ['open', 'SB00001'],
      ['bill', 'SB00001', 'B-3'],
    ],
    ['opened', 'bill_locked'],
  ],
  [
    'what is missing makes a scan malformed',
    [
      ['pack', '0001'],
      ['bill', 'SB00001'],
      ['fly', '0001'],
      ['open', 'SB1'],
    ],
    ['malformed', 'malformed', 'malformed', 'malformed'],
  ],
  [
    'dispatchers bill and void nothing',
    [
      ['bill', 'nonsense', 'B-1', JAIPUR],
      ['void', '0001', undefined, JAIPUR],
    ],
    ['not_allowed', 'not_allowed'],
  ],
  [
    'a bag of another area is not touched',
    [
      ['open', 'SB00001', undefined, JAIPUR],
      ['pack', '0001', 'SB00001', HISAR],
      ['pack', '0001', 'SB00001', JAIPUR],
      ['unpack', '0001', undefined, HISAR],
    ],
    ['opened', 'not_in_area', 'packed', 'not_in_area'],
  ],
  [
    'a bag without an area is open to all',
    [
      ['open', 'SB00001'],
      ['pack', '0001', 'SB00001', HISAR],
      ['unpack', '0001', undefined, JAIPUR],
    ],
    ['opened', 'packed', 'unpacked'],
  ],
  [
    'a void code answers so ever after',
    [
      ['register', '0001'],
      ['void', '0001'],
      ['pack', '0001', 'SB00001'],
      ['void', '0001'],
      ['register', '0001'],
    ],
    ['registered', 'voided', 'void_bag', 'already_void', 'void_bag'],
  ],
  [
    'what is in use is not voided',
    [
      ONE,
      ['void', '0001'],
      ['void', 'SB00001'],
      ['open', 'SB00002'],
      ['bill', 'SB00002', 'B-1'],
      ['void', 'SB00002'],
    ],
    ['packed', 'in_use', 'in_use', 'opened', 'billed', 'in_use'],
  ],
  [
    'a known loose child is ready',
    [
      ['register', '0001'],
      ['register', '0001'],
      ['register', 'SB00001'],
    ],
    ['registered', 'ready', 'wrong_kind'],
  ],
];

describe('a list of scans, decided in its order', () => {
  test.each(CASES)('%s', (_rule, lines, expected) => {
    expect(outcomes(...lines)).toEqual(expected);
  });
});

describe('a completed bill locks its parents and the children in them', () => {
  const first: Line[] = [ONE, ['bill', 'SB00001', 'B-1'], ['open', 'SB00002']];
  const cases: [Line, string][] = [
    [['pack', '0002', 'SB00001'], 'bill_locked'],
    [['unpack', '0001'], 'bill_locked'],
    [['move', '0001', 'SB00002'], 'bill_locked'],
    [SEAL, 'bill_locked'],
    [['unbill', 'SB00001', 'B-1'], 'bill_locked'],
    [['bill', 'SB00001', 'B-2'], 'bill_locked'],
    [['bill', 'SB00002', 'B-1'], 'bill_locked'],
    [['void', 'SB00001'], 'bill_locked'],
    [['open', 'SB00001'], 'ready'],
    [['pack', '0001', 'SB00001'], 'already_here'],
    [['bill', 'SB00001', 'B-1'], 'already_on_bill'],
    [['pack', '0001', 'SB00002'], 'in_other_parent'],
    [['reopen', 'SB00001'], 'ready'],
  ];
  test.each(cases)('%j is answered %s', (line, expected) => {
    expect(afterCompleting('B-1', first, [line])).toEqual([expected]);
  });
});

describe('what the answer shows', () => {
  test('a refused child is shown in the parent where it is', () => {
    expect(last(ONE, ['pack', '0001', 'SB00002']).parent).toMatchObject({ code: 'SB00001' });
  });

  test('an unpacked child is shown with the parent that it left', () => {
    expect(last(ONE, ['unpack', '0001']).parent).toMatchObject({ code: 'SB00001', childCount: 0 });
  });

  test('a parent on another bill is shown with that bill', () => {
    const decision = last(
      ['open', 'SB00001'],
      ['bill', 'SB00001', 'B-1'],
      ['bill', 'SB00001', 'B-2'],
    );
    expect(decision.bill).toMatchObject({ code: 'B-1' });
  });

  test('a child takes the area of its parent and keeps it when loose', () => {
    const decision = last(
      ['register', '0001'],
      ['open', 'SB00001', undefined, HISAR],
      ['pack', '0001', 'SB00001'],
      ['unpack', '0001'],
    );
    expect(decision.bag).toMatchObject({ areaId: HISAR.areaId, parentCode: null });
  });

  test('a lot learnt later fills an empty one and never replaces one', () => {
    const decision = last(
      ['register', '0001'],
      ['pack', 'LABEL NO.:0001 LOT NO.:FIRST', 'SB00001'],
      ['move', 'LABEL NO.:0001 LOT NO.:SECOND D.O.T.:30/09/2025', 'SB00002'],
    );
    expect(decision.bag).toMatchObject({ lot: 'FIRST', labelDate: '2025-09-30' });
  });
});

describe('one id', () => {
  test('sent again is answered as the first time, with the parent as it is now', () => {
    const pack = request(ONE);
    const others = [request(['pack', '0002', 'SB00001']), pack];
    const replay = decide(EMPTY, [pack, ...others]).decisions.at(-1);
    expect(replay).toMatchObject({ outcome: 'packed', isReplay: true, parent: { childCount: 2 } });
  });

  test.each([
    ['another code', { raw: '0002', code: parseCode('0002', RULES) }],
    ['another parent', { parentRaw: 'SB00002', parent: parseCode('SB00002', RULES) }],
    ['another action', { action: 'move' }],
    ['another person', { actor: JAIPUR }],
  ])('under %s is refused and changes nothing', (_what, difference) => {
    const pack = request(ONE);
    const { decisions, after } = decide(EMPTY, [pack, { ...pack, ...difference }]);
    expect(decisions.at(-1)).toMatchObject({ outcome: 'id_reused', isReplay: false });
    expect(after.bags.get('SB00001')).toMatchObject({ childCount: 1 });
  });

  test('compares codes in their normal form', () => {
    const pack = request(ONE);
    const typed = { ...pack, raw: ' 0001\n', code: parseCode(' 0001\n', RULES) };
    expect(decide(EMPTY, [pack, typed]).decisions.at(-1)).toMatchObject({ isReplay: true });
  });
});
