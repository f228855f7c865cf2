import { expect, test } from 'vitest';
import { makeCodeRules, parseCode } from '#domain/code.ts';
import { repair } from './repair.ts';

const mustard = { name: 'Mustard', pattern: 'SB#####', capacity: 30 };
const rules = makeCodeRules({
  products: [{ ...mustard, id: 1, unitWeightG: 1_000, expectedWeightG: 30_000 }],
  childPattern: null,
});
const isCode = (text: string) => parseCode(text, rules).kind !== 'malformed';

test.each([
  ['a code stays as it is', 'SB12345', false, 'SB12345'],
  ['shifted digits become digits', 'SB!@#$%', false, 'SB12345'],
  ['shifted digits of a number, too', '))!^%*^', false, '0016586'],
  [
    'Caps Lock made a label small: its lot is in capitals again',
    'label no.:0016586 lot no.:star44gg24611',
    true,
    'LABEL NO.:0016586 LOT NO.:STAR44GG24611',
  ],
  [
    'a lot in small letters is one where Caps Lock is off',
    'Label no.:0016586 lot no.:abc',
    false,
    'Label no.:0016586 lot no.:abc',
  ],
  ['a label with everything shifted', 'LABEL NO>:))!^%*^ ', false, 'LABEL NO.:0016586 '],
  ['what becomes no code stays as it was read', 'hello, world!', true, 'hello, world!'],
  ['a half-read parent is not made a code', 'SB!@#', false, 'SB!@#'],
])('%s', (_what, text, isCaps, expected) => {
  expect(repair(text, isCaps, isCode)).toBe(expected);
});
