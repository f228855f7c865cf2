import { expect, test } from 'vitest';
import { makeWords } from './words.ts';

const words = makeWords('Asia/Kolkata');

test.each([
  ['2026-11-23T18:30:00.123456Z', '2026-11-24 00:00'],
  ['2026-11-23T15:15:59Z', '2026-11-23 20:45'],
])('%s is %s by the clocks of the site', (iso, shown) => {
  expect(words.time(iso)).toBe(shown);
});

test.each([
  [0, '0'],
  [-22, '-22'],
  [0.125, '0.125'],
  [15_000, '15,000'],
  [1_234_567.5, '12,34,567.5'],
])('%d kg is %s', (weight, shown) => {
  expect(words.kg(weight)).toBe(shown);
});

test('counts are grouped as India groups them', () => {
  expect(words.count(2_000_000)).toBe('20,00,000');
});
