import type { Series, SeriesField } from '#contract/monitor.ts';
import {
  addOverProcesses,
  addOverTime,
  type Figures,
  type Measured,
  percent,
  round,
} from './figures.ts';
import { type Histogram, type LatencySummary, makeHistogram } from './histogram.ts';

/** What one process measured from `at` on, for a second, a minute or an hour. */
export interface Piece extends Measured {
  readonly at: number;
  /** The process, as it is called over all its starts. */
  readonly name: string;
  readonly latency: Uint8Array;
}

interface Step {
  readonly seconds: number;
  readonly figures: Figures;
  readonly latency: Histogram;
}

/** The pieces as lines: all processes together first, then, if there are several, each. */
export function seriesOf(pieces: readonly Piece[], stepSeconds: number): Series[] {
  const byStep = Map.groupBy(pieces, ({ at }) => at - (at % stepSeconds));
  const ats = [...byStep.keys()].sort((a, b) => a - b);
  const together = emptySeries(null);
  const each = new Map<string, Series>();
  for (const at of ats) {
    const steps: Step[] = [];
    for (const [name, own] of Map.groupBy(byStep.get(at) ?? [], (piece) => piece.name)) {
      const step = stepOf(own);
      steps.push(step);
      const series = each.get(name) ?? emptySeries(name);
      each.set(name, series);
      append(series, at, step);
    }
    append(together, at, addUp(steps));
  }
  const alone = [...each.values()].sort((a, b) => compare(a.instance, b.instance));
  return [together, ...alone];
}

function stepOf(pieces: readonly Piece[]): Step {
  const latency = makeHistogram();
  for (const piece of pieces) latency.addEncoded(piece.latency);
  const seconds = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
  return { seconds, figures: addOverTime(pieces), latency };
}

function addUp(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  const latency = makeHistogram();
  for (const step of steps) latency.add(step.latency);
  const seconds = steps.reduce((most, step) => Math.max(most, step.seconds), 0);
  return { seconds, figures: addOverProcesses(steps.map(({ figures }) => figures)), latency };
}

function append(series: Series, at: number, { seconds, figures, latency }: Step): void {
  series.at.push(at);
  const summary = latency.summary();
  for (const [field, read] of VALUES) series[field].push(round(read(figures, seconds, summary)));
}

type Read = (figures: Figures, seconds: number, latency: LatencySummary) => number;

const VALUES: readonly (readonly [SeriesField, Read])[] = [
  ['rps', ({ requests }, seconds) => requests / Math.max(seconds, 1)],
  ['error_percent', ({ errors, requests }) => percent(errors, requests)],
  ['avg_ms', (_figures, _seconds, { avgMs }) => avgMs],
  ['p50_ms', (_figures, _seconds, { p50Ms }) => p50Ms],
  ['p95_ms', (_figures, _seconds, { p95Ms }) => p95Ms],
  ['p99_ms', (_figures, _seconds, { p99Ms }) => p99Ms],
  ['scans_per_second', ({ scans }, seconds) => scans / Math.max(seconds, 1)],
  ['batch_size', ({ scans, batches }) => scans / Math.max(batches, 1)],
  [
    'batch_wait_ms',
    ({ batchWaitMs, batchedRequests }) => batchWaitMs / Math.max(batchedRequests, 1),
  ],
  ['queue_scans', ({ queueScans }) => queueScans],
  ['query_ms', ({ queryMs, queries }) => queryMs / Math.max(queries, 1)],
  ['pool_in_use', ({ poolInUse }) => poolInUse],
  ['pool_waiting', ({ poolWaiting }) => poolWaiting],
  // A second in which nobody asked missed nothing.
  [
    'cache_hit_percent',
    ({ cacheHits, cacheMisses }) => 100 - percent(cacheMisses, cacheHits + cacheMisses),
  ],
  ['cpu_percent', ({ cpuPercent }) => cpuPercent],
  ['memory_percent', ({ memoryPercent }) => memoryPercent],
  ['disk_percent', ({ diskPercent }) => diskPercent],
  ['process_cpu_percent', ({ processCpuPercent }) => processCpuPercent],
  ['rss_mb', ({ rssMb }) => rssMb],
  ['event_loop_delay_ms', ({ loopDelayMs }) => loopDelayMs],
  ['event_loop_delay_max_ms', ({ loopDelayMaxMs }) => loopDelayMaxMs],
  ['connections', ({ connections }) => connections],
  ['database_mb', ({ databaseMb }) => databaseMb],
  ['replication_lag_seconds', ({ replicationLagSeconds }) => replicationLagSeconds],
];

function emptySeries(instance: string | null): Series {
  return {
    instance,
    at: [],
    rps: [],
    error_percent: [],
    avg_ms: [],
    p50_ms: [],
    p95_ms: [],
    p99_ms: [],
    scans_per_second: [],
    batch_size: [],
    batch_wait_ms: [],
    queue_scans: [],
    query_ms: [],
    pool_in_use: [],
    pool_waiting: [],
    cache_hit_percent: [],
    cpu_percent: [],
    memory_percent: [],
    disk_percent: [],
    process_cpu_percent: [],
    rss_mb: [],
    event_loop_delay_ms: [],
    event_loop_delay_max_ms: [],
    connections: [],
    database_mb: [],
    replication_lag_seconds: [],
  };
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '').localeCompare(b ?? '');
}
