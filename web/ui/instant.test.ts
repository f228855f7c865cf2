import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareInstants } from './instant.ts';

/** As the server writes an instant: microseconds, without the zeros at their end. */
function written(us: number): string {
  const seconds = new Date(Math.floor(us / 1e6) * 1_000).toISOString().slice(0, 19);
  const fraction = String(us % 1e6)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : '.'}${fraction}Z`;
}

describe('instants', () => {
  const START_US = Date.UTC(2026, 10, 23) * 1_000;
  const us = fc
    .tuple(fc.nat(3), fc.constantFrom(0, 1, 10, 12, 120, 500_000, 510_000, 999_999))
    .map(([seconds, more]) => START_US + seconds * 1e6 + more);

  test('are in the order of time, however many digits their seconds have', () => {
    const run = fc.property(us, us, (a, b) => {
      expect(compareInstants(written(a), written(b))).toBe(Math.sign(a - b));
    });
    fc.assert(run);
  });

  test('of a whole second come before its parts', () => {
    const [whole, half, more] = ['10:00:00Z', '10:00:00.5Z', '10:00:00.51Z'];
    expect([more, half, whole].sort(compareInstants)).toEqual([whole, half, more]);
    expect([more, half, whole].sort()).not.toEqual([whole, half, more]);
  });
});
