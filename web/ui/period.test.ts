import { expect, test } from 'vitest';
import { periodOf } from './period.ts';

test('a day is taken whole: from its beginning to the beginning of the next', () => {
  const { from = '', to = '' } = periodOf('2026-11-23', '2026-11-23');
  expect(new Date(from)).toEqual(new Date(2026, 10, 23));
  expect(new Date(to)).toEqual(new Date(2026, 10, 24));
});

test('the last day of a year ends with the first of the next', () => {
  const { to = '' } = periodOf(undefined, '2026-12-31');
  expect(new Date(to)).toEqual(new Date(2027, 0, 1));
});

test.each([undefined, '', 'yesterday', '23/11/2026', '2026-1-2'])('%s is no day', (day) => {
  expect(periodOf(day, day)).toEqual({});
});
