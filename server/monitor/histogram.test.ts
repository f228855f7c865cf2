import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeHistogram } from './histogram.ts';

const times = fc.array(fc.double({ min: 0, max: 2_000_000, noNaN: true }), { minLength: 1 });

function histogramOf(all: readonly number[]) {
  const histogram = makeHistogram();
  for (const ms of all) histogram.record(ms);
  return histogram;
}

test('a percentile is the time that so many did not exceed, to 1.6 % or a microsecond', () => {
  fc.assert(
    fc.property(times, (all) => {
      const sorted = all.toSorted((a, b) => a - b);
      const exact = (share: number) => sorted[Math.ceil(all.length * share) - 1] ?? 0;
      const { p50Ms, p95Ms, p99Ms, maxMs } = histogramOf(all).summary();
      for (const [found, share] of [
        [p50Ms, 0.5],
        [p95Ms, 0.95],
        [p99Ms, 0.99],
        [maxMs, 1],
      ] as const) {
        expect(Math.abs(found - exact(share))).toBeLessThanOrEqual(exact(share) * 0.016 + 0.001);
      }
    }),
  );
});

test('what was encoded and added elsewhere gives the same percentiles', () => {
  fc.assert(
    fc.property(times, times, (here, there) => {
      const together = histogramOf([...here, ...there]);
      const received = histogramOf(here);
      received.addEncoded(histogramOf(there).encode());
      const added = histogramOf(here);
      added.add(histogramOf(there));
      expect(received.counts).toEqual(together.counts);
      expect(added.summary()).toEqual(together.summary());
    }),
  );
});

test('an empty one has no percentiles, and a cleared one is empty', () => {
  const histogram = histogramOf([5, 10]);
  histogram.clear();
  expect(histogram.summary()).toEqual({
    count: 0,
    avgMs: 0,
    p50Ms: 0,
    p95Ms: 0,
    p99Ms: 0,
    p999Ms: 0,
    maxMs: 0,
  });
  expect(histogram.encode()).toHaveLength(0);
});

test('counts what took at most so long', () => {
  const histogram = histogramOf([0.5, 1, 2, 50, 3_000_000]);
  expect([1, 2.5, 100, 10_000].map(histogram.countUpTo)).toEqual([2, 3, 4, 4]);
});

test('bytes that are no histogram do no harm', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const histogram = makeHistogram();
      histogram.addEncoded(bytes);
      expect(histogram.count).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a second of work is some hundred bytes', () => {
  const second = Array.from({ length: 5_000 }, (_, at) => 1 + (at % 40) / 10);
  expect(histogramOf(second).encode().length).toBeLessThan(300);
});
