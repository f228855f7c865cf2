import type { Metrics } from '#contract/monitor.ts';
import { percent, round } from './figures.ts';
import { makeHistogram } from './histogram.ts';
import type { Meter } from './meter.ts';

/** One second of this process's answers. */
interface Second {
  readonly latency: Uint8Array;
  readonly requests: number;
  /** Of 400 and above, by status. */
  readonly failures: ReadonlyMap<number, number>;
}

const MINUTE_SECONDS = 60;

/** The answers of the last minute. */
export function watchAnswers(meter: Meter): {
  /** Called each second. @returns how many of its answers were 500 and above. */
  tick(latency: Uint8Array): number;
  lastMinute(): Pick<Metrics, 'response_times' | 'errors' | 'throughput'>;
} {
  const seconds: Second[] = [];
  let before = new Map<number, number>();
  let peak = 0;
  return {
    tick: (latency) => {
      const failures = new Map<number, number>();
      let requests = 0;
      for (const [status, count] of meter.statuses) {
        const more = count - (before.get(status) ?? 0);
        requests += more;
        if (status >= 400 && more > 0) failures.set(status, more);
      }
      before = new Map(meter.statuses);
      peak = Math.max(peak, requests);
      seconds.unshift({ latency, requests, failures });
      seconds.length = Math.min(seconds.length, MINUTE_SECONDS);
      return countErrors([...failures]);
    },
    lastMinute: () => {
      const requests = seconds.reduce((sum, second) => sum + second.requests, 0);
      return {
        response_times: responseTimesOf(seconds),
        errors: errorsOf(seconds, requests),
        throughput: {
          current_rps: seconds[0]?.requests ?? 0,
          avg_rps: round(requests / Math.max(seconds.length, 1)),
          peak_rps: peak,
        },
      };
    },
  };
}

function responseTimesOf(seconds: readonly Second[]): Metrics['response_times'] {
  const all = makeHistogram();
  for (const { latency } of seconds) all.addEncoded(latency);
  const { count, avgMs, p50Ms, p95Ms, p99Ms } = all.summary();
  return { avg_ms: avgMs, p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms, sample_size: count };
}

function errorsOf(seconds: readonly Second[], requests: number): Metrics['errors'] {
  const byType: Record<string, number> = {};
  for (const [status, times] of seconds.flatMap(({ failures }) => [...failures])) {
    byType[status] = (byType[status] ?? 0) + times;
  }
  const count = seconds.reduce((sum, { failures }) => sum + countErrors([...failures]), 0);
  return { count, rate_percent: percent(count, requests), by_type: byType };
}

function countErrors(failures: readonly (readonly [status: number, count: number])[]): number {
  return failures.reduce((sum, [status, count]) => sum + (status >= 500 ? count : 0), 0);
}
