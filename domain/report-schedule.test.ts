import { expect, test } from 'vitest';
import { dueReportDay, nextReportAt, WEEKDAYS, type Weekday } from './report-schedule.ts';
import { momentOf, siteDayAt } from './site-day.ts';

const KOLKATA = 'Asia/Kolkata';
const daily = { to: ['owner@example.com'], days: [...WEEKDAYS], isOn: true };
const evening = { ...daily, at: '19:30' };
const morning = { ...daily, at: '06:00' };
const on = (...days: Weekday[]) => ({ ...evening, days });

test.each([
  ['before it is time', evening, '2026-11-23T13:59:59Z', null],
  ['at the time', evening, '2026-11-23T14:00:00Z', '2026-11-23'],
  ['late in the evening', evening, '2026-11-23T18:00:00Z', '2026-11-23'],
  ['after midnight, while a server was away', evening, '2026-11-23T20:00:00Z', '2026-11-23'],
  ['on the next morning', evening, '2026-11-24T03:00:00Z', null],
  ['in the morning, of the day before', morning, '2026-11-23T00:30:00Z', '2026-11-22'],
])('%s', (_when, schedule, now, day) => {
  expect(dueReportDay(schedule, Date.parse(now), KOLKATA)).toBe(day);
});

// 23 November 2026 is a Monday.
test.each([
  ['2026-11-23T13:00:00Z', evening, '2026-11-23T14:00:00.000Z'],
  ['2026-11-23T14:00:00Z', evening, '2026-11-24T14:00:00.000Z'],
  ['2026-11-23T19:00:00Z', evening, '2026-11-24T14:00:00.000Z'],
  ['2026-11-23T13:00:00Z', on('mon'), '2026-11-23T14:00:00.000Z'],
  ['2026-11-23T14:00:00Z', on('mon'), '2026-11-30T14:00:00.000Z'],
  ['2026-11-23T14:00:00Z', on('sun', 'tue'), '2026-11-24T14:00:00.000Z'],
  ['2026-11-24T20:00:00Z', on('sun', 'tue'), '2026-11-29T14:00:00.000Z'],
])('after %s the next is by the schedule', (now, schedule, next) => {
  const at = nextReportAt(schedule, Date.parse(now), KOLKATA);
  expect(at === null ? null : new Date(at).toISOString()).toBe(next);
});

test.each([
  ['on its day', on('mon'), '2026-11-23T14:00:00Z', '2026-11-23'],
  ['on another day', on('tue'), '2026-11-23T14:00:00Z', null],
  ['after midnight, of the day before', on('mon'), '2026-11-23T20:00:00Z', '2026-11-23'],
  ['after midnight of a day that it skips', on('tue'), '2026-11-23T20:00:00Z', null],
  ['in the evening after a day that it skips', on('sun', 'tue'), '2026-11-23T15:00:00Z', null],
])('on some days only: %s', (_when, schedule, now, day) => {
  expect(dueReportDay(schedule, Date.parse(now), KOLKATA)).toBe(day);
});

test('what is switched off is never due, and has no next time', () => {
  const off = { ...evening, isOn: false };
  expect(dueReportDay(off, Date.parse('2026-11-23T14:00:00Z'), KOLKATA)).toBeNull();
  expect(nextReportAt(off, Date.parse('2026-11-23T13:00:00Z'), KOLKATA)).toBeNull();
});

test.each([
  ['2026-03-28', '19:30', 'Europe/Berlin', '2026-03-28T18:30:00.000Z'],
  ['2026-03-29', '19:30', 'Europe/Berlin', '2026-03-29T17:30:00.000Z'],
  ['2026-03-29', '00:30', 'Europe/Berlin', '2026-03-28T23:30:00.000Z'],
  ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25', '03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
  ['2026-11-23', '00:00', 'America/New_York', '2026-11-23T05:00:00.000Z'],
])('%s %s in %s is %s', (day, clock, timeZone, iso) => {
  const moment = momentOf(day, clock, timeZone);
  expect(new Date(moment).toISOString()).toBe(iso);
  expect(siteDayAt(moment, timeZone)).toBe(day);
});
