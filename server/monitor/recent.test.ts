import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresBy } from './figures.ts';
import { makeHistogram } from './histogram.ts';
import { makeMeter } from './meter.ts';
import { watchAnswers } from './recent.ts';
import { type Piece, seriesOf } from './series.ts';

/** A process that answers; each call of `second` ends one second of it. */
function processThatAnswers() {
  const meter = makeMeter();
  const watched = watchAnswers(meter);
  const route = meter.route('GET /api/v2/bags/:code');
  return {
    second: (...statuses: readonly number[]): number => {
      for (const status of statuses) meter.recordAnswer(route, status, 2_000);
      const latency = meter.recent.encode();
      meter.recent.clear();
      return watched.tick(latency);
    },
    lastMinute: watched.lastMinute,
    route,
  };
}

describe('the answers of the last minute', () => {
  test('are none before the first second', () => {
    expect(processThatAnswers().lastMinute()).toEqual({
      response_times: { avg_ms: 0, p50_ms: 0, p95_ms: 0, p99_ms: 0, sample_size: 0 },
      errors: { count: 0, rate_percent: 0, by_type: {} },
      throughput: { current_rps: 0, avg_rps: 0, peak_rps: 0 },
    });
  });

  test('count refusals by their status, and only our own failures as errors', () => {
    const { second, lastMinute, route } = processThatAnswers();
    expect(second(200, 200, 404, 500)).toBe(1);
    expect(second(404, 503, 500, 201)).toBe(2);
    expect(second()).toBe(0);
    const { errors, throughput, response_times: times } = lastMinute();
    expect(errors).toEqual({
      count: 3,
      rate_percent: 37.5,
      by_type: { 404: 2, 500: 2, 503: 1 },
    });
    expect(throughput).toEqual({ current_rps: 0, avg_rps: 2.667, peak_rps: 4 });
    expect(times.sample_size).toBe(8);
    expect(times.p99_ms).toBeCloseTo(2, 1);
    expect(route.errors).toBe(3);
  });

  test('are forgotten after it; the peak stays', () => {
    const { second, lastMinute } = processThatAnswers();
    second(500, 500, 500, 500, 500);
    for (let at = 0; at < 59; at++) second(200);
    expect(lastMinute().errors.count).toBe(5);
    second(200);
    expect(lastMinute()).toMatchObject({
      errors: { count: 0, rate_percent: 0, by_type: {} },
      throughput: { current_rps: 1, avg_rps: 1, peak_rps: 5 },
      response_times: { sample_size: 60 },
    });
  });
});

describe('lines over several processes', () => {
  const STEP_SECONDS = 60;
  const piece = fc
    .record({
      at: fc.nat(600),
      name: fc.constantFrom('one:3000', 'two:3000', 'ten:3000'),
      requests: fc.nat(50),
    })
    .map(({ at, name, requests }): Piece => {
      const latency = makeHistogram();
      for (let made = 0; made < requests; made++) latency.recordUs(1_000);
      const figures = figuresBy((figure) => (figure === 'requests' ? requests : 0));
      return { at, name, seconds: 1, figures, latency: latency.encode() };
    });

  test('have each step once and in order, and lose no request', () => {
    const run = fc.property(fc.array(piece, { minLength: 1, maxLength: 40 }), (pieces) => {
      const [together, ...each] = seriesOf(pieces, STEP_SECONDS);
      const steps = new Set(pieces.map(({ at }) => at - (at % STEP_SECONDS)));
      expect(together?.at).toEqual([...steps].sort((a, b) => a - b));
      expect(each.map(({ instance }) => instance)).toEqual(
        [...new Set(pieces.map(({ name }) => name))].sort(),
      );
      for (const { instance, at, rps, p50_ms: medians } of each) {
        for (const [place, start] of at.entries()) {
          const own = pieces.filter((one) => {
            return one.name === instance && one.at - (one.at % STEP_SECONDS) === start;
          });
          const requests = own.reduce((sum, { figures }) => sum + figures.requests, 0);
          expect(rps[place]).toBeCloseTo(requests / own.length, 2);
          expect(medians[place]).toBeCloseTo(requests === 0 ? 0 : 1, 1);
        }
      }
    });
    fc.assert(run);
  });
});
