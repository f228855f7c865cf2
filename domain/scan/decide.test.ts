import { describe, expect, test } from 'vitest';
import {
  ADMIN,
  afterCompleting,
  HISAR,
  JAIPUR,
  type Line,
  ONE,
  outcomes,
  SEAL,
} from './decide.fixture.ts';

const FULL: Line[] = ['0001', '0002', '0003'].map((code) => ['pack', code, 'SB00001'] as const);
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
    'a parent that nobody has registered holds no child',
    [ONE, ['unpack', '0001', 'SB00009'], ['unpack', '0001'], ['unpack', '0001', 'SB00009']],
    ['packed', 'in_other_parent', 'unpacked', 'not_packed'],
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
