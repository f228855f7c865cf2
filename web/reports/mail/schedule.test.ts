import { describe, expect, test } from 'vitest';
import { WEEKDAYS } from '#domain/report-schedule.ts';
import { addressesIn, DAYS, isOfDayBefore, planOf, scheduleOf } from './schedule.ts';

test('the days are those of the schedule, in their order', () => {
  expect(DAYS).toEqual(WEEKDAYS);
});

describe('a plan', () => {
  test('begins switched off, with nobody to mail to', () => {
    const plan = planOf(null);
    expect(plan).toMatchObject({ isOn: false, days: DAYS, to: '' });
    expect(scheduleOf(plan)).toBeNull();
  });

  test('that is stored and not changed is the same again', () => {
    const stored = {
      at: '06:15',
      to: ['owner@example.com', 'accounts@example.com'],
      days: ['mon' as const, 'sat' as const],
      isOn: false,
    };
    expect(scheduleOf(planOf(stored))).toEqual(stored);
  });

  test('of a schedule from before there were days is of every day, and on', () => {
    const plan = planOf({ at: '19:30', to: ['owner@example.com'] });
    expect(plan).toMatchObject({ isOn: true, days: DAYS });
  });

  test('has its days from Monday on, whichever was pressed first', () => {
    const plan = { isOn: true, at: '19:30', days: ['sun', 'mon'] as const, to: 'a@example.com' };
    expect(scheduleOf(plan)?.days).toEqual(['mon', 'sun']);
  });

  test.each([
    ['a time', { at: '' }],
    ['a day', { days: [] }],
    ['an address', { to: ' \n' }],
  ])('without %s is not sent', (_what, missing) => {
    const plan = { isOn: true, at: '19:30', days: DAYS, to: 'a@example.com' };
    expect(scheduleOf({ ...plan, ...missing })).toBeNull();
  });
});

test('addresses are parted as people write them, each once', () => {
  const text = 'a@example.com, b@example.com;\n a@example.com\r\nc@example.com';
  expect(addressesIn(text)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
});

test.each([
  ['00:00', true],
  ['11:59', true],
  ['12:00', false],
  ['', false],
])('a mail at "%s" tells of the day before: %s', (at, isBefore) => {
  expect(isOfDayBefore(at)).toBe(isBefore);
});
