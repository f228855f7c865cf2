import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** What was measured of one kind of thing; times are kept to three digits. */
export interface LatencyLog {
  record(ms: number): void;
  /** Takes up what another log has recorded. */
  add(other: LatencyLog): void;
  summary(): LatencySummary;
  /** How many took at most each of `BUCKETS_MS`, and how many in all. */
  readonly buckets: readonly number[];
  readonly histogram: RecordableHistogram;
}

export interface LatencySummary {
  readonly count: number;
  readonly avgMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Upper bounds, in milliseconds, of the buckets that Prometheus reads. */
export const BUCKETS_MS = [1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000];

/** Native histograms count whole numbers: tenths of a microsecond would be noise. */
const UNITS_PER_MS = 1_000;
const HIGHEST_MS = 600_000;

/** An empty log. Recording costs under a microsecond. */
export function makeLatencyLog(): LatencyLog {
  const histogram = createHistogram({
    lowest: 1,
    highest: HIGHEST_MS * UNITS_PER_MS,
    figures: 3,
  });
  const buckets = BUCKETS_MS.map(() => 0);
  return {
    histogram,
    buckets,
    record: (ms) => {
      const units = Math.round(ms * UNITS_PER_MS);
      histogram.record(Math.min(Math.max(units, 1), HIGHEST_MS * UNITS_PER_MS));
      const bucket = BUCKETS_MS.findIndex((upperMs) => ms <= upperMs);
      if (bucket !== -1) buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    },
    add: (other) => {
      histogram.add(other.histogram);
      for (const [at, count] of other.buckets.entries()) buckets[at] = (buckets[at] ?? 0) + count;
    },
    summary: () => summaryOf(histogram),
  };
}

function summaryOf(histogram: RecordableHistogram): LatencySummary {
  // An empty histogram's mean is no number, and its percentiles are 0.
  const msOf = (units: number) => Math.round(units) / UNITS_PER_MS;
  return {
    count: histogram.count,
    avgMs: histogram.count === 0 ? 0 : msOf(histogram.mean),
    p50Ms: msOf(histogram.percentile(50)),
    p95Ms: msOf(histogram.percentile(95)),
    p99Ms: msOf(histogram.percentile(99)),
  };
}
