import { expect, test } from 'vitest';
import { type Burst, burstAfter, isScanner } from './burst.ts';

const isLabel = (text: string) => /^\d{4,20}$/.test(text);

/** What is typed into a field that holds something already. */
function type(text: string, gapMs: number, valueBefore = 'note'): Burst {
  let burst: Burst | null = null;
  for (const [at, one] of [...text].entries()) {
    burst = burstAfter(burst, one, at * gapMs, valueBefore + text.slice(0, at));
  }
  if (burst === null) throw new Error('nothing was typed');
  return burst;
}

test.each([
  ['a scanner', '0016586', 3, true],
  ['a slow scanner', '0016586', 40, true],
  ['a hand that types a number', '0016586', 90, false],
  ['a hand that types fast, but no code', 'harvest', 30, false],
])('%s', (_who, text, gapMs, expected) => {
  expect(isScanner(type(text, gapMs), isLabel)).toBe(expected);
});

test('what stood in the field before the scanner began is known', () => {
  let burst: Burst | null = type('by hand', 200, '');
  for (const [at, one] of [...'0016586'].entries()) {
    burst = burstAfter(burst, one, 5_000 + at * 3, `by hand${'0016586'.slice(0, at)}`);
  }
  expect(burst.text).toBe('0016586');
  expect(burst.valueBefore).toBe('by hand');
});
