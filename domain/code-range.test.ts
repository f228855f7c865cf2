import { expect, test } from 'vitest';
import { codesFrom } from './code-range.ts';

test.each([
  ['SB00009', 3, 'SB#####', ['SB00009', 'SB00010', 'SB00011']],
  ['M444-00001', 2, 'M444-#####', ['M444-00001', 'M444-00002']],
  ['A1X9', 2, 'A#X#', ['A1X9', 'A2X0']],
  ['0016586', 2, null, ['0016586', '0016587']],
  ['AB-099', 2, null, ['AB-099', 'AB-100']],
  ['99999999999999999998', 2, null, ['99999999999999999998', '99999999999999999999']],
  ['SB99999', 1, 'SB#####', ['SB99999']],
])('from %s, %d codes of %s are %j', (first, count, pattern, codes) => {
  expect(codesFrom(first, count, pattern)).toEqual(codes);
});

test.each([
  ['SB99999', 2, 'SB#####'],
  ['0099', 9_902, null],
  ['PACKET', 1, null],
])('from %s there are no %d codes of %s', (first, count, pattern) => {
  expect(codesFrom(first, count, pattern)).toBeNull();
});
