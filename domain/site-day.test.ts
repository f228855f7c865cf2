import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueReportDay, nextReportAt, WEEKDAYS } from './report-schedule.ts';
import { addDays, momentOf, offsetAt, siteDayAt } from './site-day.ts';

const ZONES = [
  ...['Asia/Kolkata', 'Asia/Kathmandu', 'UTC', 'Europe/Berlin', 'America/New_York'],
  // Clocks change at midnight; by half an hour; and furthest from UTC on either side.
  ...['America/Havana', 'America/Santiago', 'Africa/Cairo', 'Asia/Beirut'],
  ...['Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Pacific/Chatham'],
];
const HOUR_MS = 3_600_000;

const zone = fc.constantFrom(...ZONES);
const day = fc.nat(3_000).map((days) => addDays('2024-01-01', days));
const minute = fc.nat(24 * 60 - 1);

/** The days around each change of the clocks in a year: others hardly differ from each other. */
const CHANGES = ZONES.flatMap((timeZone) => {
  const noons = Array.from({ length: 366 }, (_, at) => Date.UTC(2026, 0, 1 + at, 12));
  const offsets = noons.map((noon) => offsetAt(noon, timeZone));
  return noons
    .filter((_, at) => at > 0 && offsets[at] !== offsets[at - 1])
    .map((noon) => siteDayAt(noon, timeZone))
    .flatMap((on) => [-1, 0, 1].map((days) => [timeZone, addDays(on, days)] as const));
});
const place = fc.oneof(fc.constantFrom(...CHANGES), fc.tuple(zone, day));
const nightly = fc.oneof(fc.nat(4 * 60), minute);
const two = (value: number) => String(value).padStart(2, '0');
const clockOf = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** What clocks there show: `2026-11-23 19:30`. */
function shownAt(moment: number, timeZone: string): string {
  const form = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv', form).format(moment);
}

describe('the moment of a time on a day', () => {
  test('is the first at which clocks there show it, or they leave it out', () => {
    const run = fc.property(place, nightly, ([timeZone, on], minutes) => {
      const clock = clockOf(minutes);
      const moment = momentOf(on, clock, timeZone);
      const shown = shownAt(moment, timeZone);
      if (shown === `${on} ${clock}`) {
        expect(shownAt(moment - HOUR_MS / 2, timeZone)).not.toBe(shown);
        expect(shownAt(moment - HOUR_MS, timeZone)).not.toBe(shown);
      } else {
        expect(offsetAt(moment, timeZone)).toBeGreaterThan(offsetAt(moment - HOUR_MS, timeZone));
        expect(shown > `${on} ${clock}`).toBe(true);
      }
    });
    fc.assert(run, { numRuns: 300 });
  });

  test.each([
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08 03:30'],
    ['2026-03-08', '00:00', 'America/Havana', '2026-03-08 01:00'],
    ['2026-09-06', '00:15', 'America/Santiago', '2026-09-06 01:15'],
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29 03:30'],
    ['2026-10-04', '02:10', 'Australia/Lord_Howe', '2026-10-04 02:40'],
  ])('%s %s, which clocks in %s leave out, is %s there', (on, clock, timeZone, shown) => {
    expect(shownAt(momentOf(on, clock, timeZone), timeZone)).toBe(shown);
  });

  test.each([
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ])('%s %s, which clocks in %s show twice, is the first', (on, clock, timeZone, iso) => {
    expect(new Date(momentOf(on, clock, timeZone)).toISOString()).toBe(iso);
  });
});

describe('the days of a site', () => {
  test('begin where the one before ends', () => {
    const run = fc.property(place, ([timeZone, on]) => {
      const start = momentOf(on, '00:00', timeZone);
      expect(siteDayAt(start, timeZone)).toBe(on);
      expect(siteDayAt(start - 1, timeZone)).toBe(addDays(on, -1));
    });
    fc.assert(run, { numRuns: 200 });
  });

  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-23', 0, '2026-11-23'],
  ])('%s and %s is %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
  });
});

describe('the report of a day', () => {
  const days = fc.subarray([...WEEKDAYS], { minLength: 1 });
  const schedule = fc.record({ days, minutes: minute });

  test('is due at the time that was foretold for it, and at none before', () => {
    const run = fc.property(place, schedule, minute, ([timeZone, on], wanted, now) => {
      const one = { to: [], days: wanted.days, at: clockOf(wanted.minutes), isOn: true };
      const from = momentOf(on, clockOf(now), timeZone);
      const next = nextReportAt(one, from, timeZone);
      if (next === null) throw new Error('a day of the week comes within a week');
      expect(next).toBeGreaterThan(from);
      const due = dueReportDay(one, next, timeZone);
      const mailedOn = siteDayAt(next, timeZone);
      expect(due).toBe(wanted.minutes < 12 * 60 ? addDays(mailedOn, -1) : mailedOn);
      expect(dueReportDay(one, next - 1, timeZone)).not.toBe(due);
      expect(wanted.days).toContain(WEEKDAYS[(new Date(mailedOn).getUTCDay() + 6) % 7]);
    });
    fc.assert(run, { numRuns: 100 });
  });
});
