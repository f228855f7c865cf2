import { describe, expect, test } from 'vitest';
import { formatOf } from './format.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const hindi = formatOf('hi', 'Asia/Kolkata');
const english = formatOf('en', 'Asia/Kolkata');

test('digits are ASCII in both languages, and grouped as in India', () => {
  expect(english.number(1_234_567)).toBe('12,34,567');
  expect(hindi.number(1_234_567)).toBe('12,34,567');
  expect(hindi.moment('2026-11-23T12:00:00Z')).toMatch(/^[^०-९]*$/);
});

test('a day is told with its weekday, in the language of the page', () => {
  expect(english.longDate('2026-11-23')).toBe('Monday, 23 November 2026');
  expect(hindi.longDate('2026-11-23')).toMatch(/^सोमवार.*23.*2026/);
});

test('weights keep their grams and their sign', () => {
  expect(english.weight(-22)).toBe('-22 kg');
  expect(english.weight(1_234.505)).toBe('1,234.505 kg');
});

describe('an instant is told at the time of the site', () => {
  const late = '2026-11-23T20:15:00Z';
  const newYork = formatOf('en', 'America/New_York');

  test('on every device, whatever its own clock says', () => {
    expect(english.time(late)).toBe('01:45');
    expect(newYork.time(late)).toBe('15:15');
    expect(english.moment(late)).toMatch(/^24 Nov 2026, 01:45$/);
    expect(newYork.moment(late)).toMatch(/^23 Nov 2026, 15:15$/);
  });

  test('and belongs to the day of the site', () => {
    expect(english.day(late)).toBe('24 Nov 2026');
    expect(newYork.day(late)).toBe('23 Nov 2026');
    expect(hindi.day(late)).toMatch(/^24 .+ 2026$/);
  });

  test('midnight is the beginning of a day, not the end of one', () => {
    expect(english.time('2026-11-23T18:30:00Z')).toBe('00:00');
  });
});

test('a date without a time is the same day everywhere', () => {
  expect(english.date('2026-09-30')).toMatch(/^30 Sept? 2026$/);
});

describe('how long ago', () => {
  test.each([
    ['2026-11-23T11:59:58Z', '2 seconds ago'],
    ['2026-11-23T11:57:30Z', '2 minutes ago'],
    ['2026-11-23T09:00:00Z', '3 hours ago'],
    ['2026-11-22T11:00:00Z', 'yesterday'],
  ])('%s', (instant, told) => {
    expect(english.ago(instant, NOW)).toBe(told);
  });

  test('a server whose clock is ahead has never scanned in the future', () => {
    expect(english.ago('2026-11-23T12:00:05Z', NOW)).toBe('now');
  });
});
