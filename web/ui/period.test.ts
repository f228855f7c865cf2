import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, momentOf } from '#domain/site-day.ts';
import { periodOf } from './period.ts';

const KOLKATA = 'Asia/Kolkata';

describe('the days of a filter are those of the site', () => {
  test('taken whole: from the beginning of a day to the beginning of the next', () => {
    expect(periodOf('2026-11-23', '2026-11-23', KOLKATA)).toEqual({
      from: '2026-11-22T18:30:00.000Z',
      to: '2026-11-23T18:30:00.000Z',
    });
  });

  test.each([
    ['UTC', '2026-11-23T00:00:00.000Z'],
    ['America/New_York', '2026-11-23T05:00:00.000Z'],
    ['Pacific/Auckland', '2026-11-22T11:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-22T18:15:00.000Z'],
  ])('in %s a day begins at %s', (timeZone, from) => {
    expect(periodOf('2026-11-23', undefined, timeZone)).toEqual({ from });
  });

  test('the last day of a year ends with the first of the next', () => {
    expect(periodOf(undefined, '2026-12-31', KOLKATA)).toEqual({ to: '2026-12-31T18:30:00.000Z' });
  });

  test('a day on which clocks change is an hour longer or shorter', () => {
    const hours = (day: string, timeZone: string) => {
      const { from = '', to = '' } = periodOf(day, day, timeZone);
      return (Date.parse(to) - Date.parse(from)) / 3_600_000;
    };
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-10-25', KOLKATA)).toBe(24);
  });

  test('a midnight that the clocks leave out is the moment at which they do', () => {
    expect(periodOf('2026-03-08', '2026-03-07', 'America/Havana')).toEqual({
      from: '2026-03-08T05:00:00.000Z',
      to: '2026-03-08T05:00:00.000Z',
    });
  });

  test('a day ends where the next begins, and begins where it does for the server', () => {
    const zones = ['Asia/Kolkata', 'Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'UTC'];
    const day = fc.nat(3_000).map((days) => addDays('2024-01-01', days));
    const run = fc.property(fc.constantFrom(...zones), day, (timeZone, on) => {
      const next = addDays(on, 1);
      const { from, to } = periodOf(on, on, timeZone);
      expect(from).toBe(new Date(momentOf(on, '00:00', timeZone)).toISOString());
      expect(to).toBe(periodOf(next, undefined, timeZone).from);
    });
    fc.assert(run);
  });

  test.each([undefined, '', 'yesterday', '23/11/2026', '2026-1-2'])('%s is no day', (day) => {
    expect(periodOf(day, day, KOLKATA)).toEqual({});
  });
});
