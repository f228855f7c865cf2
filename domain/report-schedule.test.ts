import { expect, test } from 'vitest';
import { dueReportDay, nextReportAt } from './report-schedule.ts';
import { momentOf, siteDayAt } from './site-day.ts';

const KOLKATA = 'Asia/Kolkata';
const evening = { at: '19:30', to: ['owner@example.com'] };
const morning = { at: '06:00', to: ['owner@example.com'] };

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

test.each([
  ['2026-11-23T13:00:00Z', '2026-11-23T14:00:00.000Z'],
  ['2026-11-23T14:00:00Z', '2026-11-24T14:00:00.000Z'],
  ['2026-11-23T19:00:00Z', '2026-11-24T14:00:00.000Z'],
])('after %s the next is at %s', (now, next) => {
  expect(new Date(nextReportAt(evening, Date.parse(now), KOLKATA)).toISOString()).toBe(next);
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
