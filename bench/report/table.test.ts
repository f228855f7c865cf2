import { describe, expect, test } from 'vitest';
import { ORIGINAL_REPORT } from '#server/monitor/original-report.ts';
import { compare, makeTally, tablesOf } from './table.ts';

function tallyOf(times: Readonly<Record<string, readonly number[]>>) {
  const tally = makeTally();
  for (const [endpoint, all] of Object.entries(times)) {
    for (const ms of all) tally.record(endpoint, ms, null);
  }
  return tally;
}

/** Every endpoint that the original names, each answered within so many milliseconds. */
function everyRoute(ms: number) {
  return Object.fromEntries(ORIGINAL_REPORT.routes.map((route) => [route, [ms]]));
}

const TOTAL = {
  endpoint: 'all of them',
  count: 1_000,
  errors: 0,
  meanMs: 4,
  p50Ms: 3,
  p95Ms: 12,
  p99Ms: 30,
  maxMs: 120,
};

function outside(endpoints: ReturnType<typeof tallyOf>, total = TOTAL, perSecond = 110) {
  return compare(endpoints.list(), total, perSecond)
    .filter(({ isWithin }) => !isWithin)
    .map(({ what, ours }) => `${what}: ${ours}`);
}

describe('the tally', () => {
  test('keeps what each endpoint took, the most frequent first', () => {
    const tally = tallyOf({ 'GET /health': [7], 'GET /': [1, 2, 3, 6] });
    expect(tally.list()).toMatchObject([
      { endpoint: 'GET /', count: 4, errors: 0, meanMs: 3, p50Ms: 2, p99Ms: 6, maxMs: 6 },
      { endpoint: 'GET /health', count: 1, errors: 0, meanMs: 7, maxMs: 7 },
    ]);
  });

  test('counts answers that were wrong at their endpoint', () => {
    const tally = tallyOf({ 'GET /': [1, 2] });
    tally.record('GET /', 3, '503');
    tally.record('GET /health', 3, null);
    expect(tally.list().map(({ count, errors }) => [count, errors])).toEqual([
      [3, 1],
      [1, 0],
    ]);
  });
});

describe("the original's numbers beside ours", () => {
  test('are within when every endpoint and the whole are fast enough', () => {
    expect(outside(tallyOf(everyRoute(99)))).toEqual([]);
  });

  test('are outside for each number that is missed, and for it alone', () => {
    const endpoints = tallyOf({ ...everyRoute(20), 'GET /login': [101], 'GET /slow': [900] });
    const total = { ...TOTAL, p99Ms: 80.4, errors: 11 };
    expect(outside(endpoints, total, 99.9)).toEqual([
      'p99: 80.4 ms',
      'errors: 1.1 %',
      'requests: 99.9/s',
      '`GET /login`, p95: 101.0 ms',
    ]);
  });

  test('call an endpoint that nobody asked outside', () => {
    const { 'GET /health': _, ...others } = everyRoute(20);
    expect(outside(tallyOf(others))).toEqual(['`GET /health`, p95: not asked ms']);
  });

  test('are printed as tables for the documentation', () => {
    const endpoints = tallyOf(everyRoute(20)).list();
    const text = tablesOf([...endpoints, TOTAL], compare(endpoints, TOTAL, 110.26));
    const lines = text.split('\n');
    expect(lines).toContain('| `GET /login` | 1 | 20.0 | 20.0 | 20.0 | 20.0 | 20.0 | 0 |');
    expect(lines).toContain('| mean | 35.4 ms | 4.0 ms | within |');
    expect(lines).toContain('| requests | 100/s | 110.3/s | within |');
    const all = tablesOf([], compare(endpoints, { ...TOTAL, p95Ms: 69 }, 110));
    expect(all).toContain('| p95 | 68 ms | 69.0 ms | **outside** |');
  });
});
