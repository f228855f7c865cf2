import { describe, expect, test } from 'vitest';
import type { Station } from './queries.ts';
import { showStations } from './trouble.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

const FINE: Station = {
  station: 'Bench 1',
  area: 'indore',
  user: 'ravi',
  waiting: 0,
  oldestWaitingAt: null,
  clockSkewMs: 400,
  lastSeenAt: ago(5),
  scans: 100,
  scansPerMinute: 12,
  refusedPercent: 1,
  people: [],
};

function showStation(change: Partial<Station>) {
  const [shown] = showStations([{ ...FINE, ...change }], NOW);
  return shown;
}

describe('a station', () => {
  test('at which all goes well has no trouble', () => {
    expect(showStation({})).toMatchObject({ look: 'good', troubles: [], unsentSeconds: null });
    expect(showStation({ waiting: 3, oldestWaitingAt: ago(59) })?.look).toBe('good');
  });

  test.each([
    ['scans that wait for a minute', { waiting: 2, oldestWaitingAt: ago(60) }, ['unsent']],
    ['a share of 8 % that was refused', { refusedPercent: 8 }, ['refused']],
    ['a clock that is a minute slow', { clockSkewMs: -60_000 }, ['clock']],
    [
      'scans on it, and nothing heard of it',
      { waiting: 2, oldestWaitingAt: ago(70), lastSeenAt: ago(65) },
      ['unsent', 'silent'],
    ],
  ])('with %s is noted', (_what, change, troubles) => {
    expect(showStation(change)).toMatchObject({ look: 'notice', troubles });
  });

  test('with scans that wait for five minutes is worse than that', () => {
    expect(showStation({ waiting: 1, oldestWaitingAt: ago(300) })?.look).toBe('error');
    // Also long after it went silent: the scans are still on it.
    const gone = { waiting: 1, oldestWaitingAt: ago(9_000), lastSeenAt: ago(8_000) };
    expect(showStation(gone)).toMatchObject({ look: 'error', troubles: ['unsent', 'silent'] });
  });

  test('with few scans is not judged by the share of them', () => {
    expect(showStation({ scans: 19, refusedPercent: 50 })?.look).toBe('good');
  });

  test('that nobody is at is quiet, whatever was before', () => {
    const change = { lastSeenAt: ago(600), clockSkewMs: 9e6 };
    expect(showStation(change)).toMatchObject({ look: 'quiet', troubles: [] });
  });

  test('that sends no heartbeat is known by its scans alone', () => {
    const change = { waiting: null, clockSkewMs: null, user: null };
    expect(showStation(change)).toMatchObject({ look: 'good', unsentSeconds: null });
    expect(showStation({ ...change, lastSeenAt: null })?.look).toBe('good');
  });
});

describe('stations stand', () => {
  const named = (station: string, change: Partial<Station> = {}) => ({
    ...FINE,
    station,
    ...change,
  });
  const orderOf = (stations: readonly Station[]) =>
    showStations(stations, NOW).map(({ station }) => station.station);

  test('in the order in which somebody should go and look', () => {
    const waiting = (seconds: number) => ({ waiting: 1, oldestWaitingAt: ago(seconds) });
    const order = orderOf([
      named('quiet', { lastSeenAt: ago(4_000) }),
      named('fine'),
      named('clock', { clockSkewMs: 100_000 }),
      named('old', waiting(400)),
      named('older', waiting(4_000)),
    ]);
    expect(order).toEqual(['older', 'old', 'clock', 'fine', 'quiet']);
  });

  test('by area and name where nothing is wrong, as people count', () => {
    const order = orderOf([
      named('Bench 10', { scansPerMinute: 90 }),
      named('Bench 2'),
      named('Bench 1', { area: 'jaipur' }),
    ]);
    expect(order).toEqual(['Bench 2', 'Bench 10', 'Bench 1']);
  });

  test('where they did a second before, whatever the pace', () => {
    const before = orderOf([named('A', { scansPerMinute: 1 }), named('B', { scansPerMinute: 9 })]);
    const after = orderOf([named('B', { scansPerMinute: 1 }), named('A', { scansPerMinute: 9 })]);
    expect(after).toEqual(before);
  });
});
