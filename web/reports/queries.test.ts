import { expect, test } from 'vitest';
import { dayFile, dayQuery } from './queries.ts';

test('the files of a report are of the day that is shown', () => {
  expect(dayFile('2026-11-23', 'pdf')).toBe('/api/v2/reports/day.pdf?day=2026-11-23');
  expect(dayFile(undefined, 'xlsx')).toBe('/api/v2/reports/day.xlsx');
});

test('what somebody wrote for a day into the address, and is none, counts for today', () => {
  expect(dayFile('yesterday', 'pdf')).toBe('/api/v2/reports/day.pdf');
  expect(dayQuery('yesterday').queryKey).toEqual(dayQuery(undefined).queryKey);
  expect(dayQuery('2026-11-23').queryKey).not.toEqual(dayQuery(undefined).queryKey);
});
