import type { SystemState } from '#contract/monitor.ts';
import type { Histogram } from './histogram.ts';
import type { Meter } from './meter.ts';
import type { Monitor } from './monitor.ts';

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Upper bounds of the histograms' buckets, in milliseconds. */
export const BUCKETS_MS = [1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000];

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];
type Kind = 'gauge' | 'counter';

/**
 * The text format of Prometheus, version 0.0.4; times in seconds, as its conventions ask. Each
 * process tells of itself.
 */
export function prometheusText(meter: Meter, monitor: Monitor, state: SystemState): string {
  const routes = [...meter.routes].map(([route, log]) => ({ labels: { route }, ...log }));
  const statements = [...meter.statements].map(([name, log]) => ({
    labels: { statement: name },
    ...log,
  }));
  const lines = [
    ...gauges(monitor),
    ...counters(meter, state),
    ...postgresGauges(state),
    ...histograms('http_request_duration_seconds', 'Time to answer, by route', routes),
    ...family(
      'http_errors_total',
      'counter',
      'Answers of 500 and above, by route',
      routes.map(({ labels, errors }) => [labels, errors]),
    ),
    ...histograms('statement_duration_seconds', "Statements' times, by name", statements),
    ...family(
      'statement_failures_total',
      'counter',
      'Statements that failed, by name',
      statements.map(({ labels, failures }) => [labels, failures]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function gauges({ metrics }: Monitor): string[] {
  const { throughput, errors, database, cache, system, scans } = metrics;
  const { size, in_use, waiting } = database.connection_pool;
  const rows: [name: string, help: string, value: number][] = [
    ['requests_per_second', 'Requests answered in the last second', throughput.current_rps],
    ['error_rate_percent', 'Answers of 500 and above in the last minute', errors.rate_percent],
    ['pool_connections', 'Open connections to the database', size],
    ['pool_connections_in_use', 'Connections that run a statement', in_use],
    ['pool_waiting', 'Statements that wait for a connection', waiting],
    ['query_avg_seconds', 'Mean time of a statement', database.avg_query_time_ms / 1_000],
    ['slow_queries', 'Slow statements since the start', database.slow_queries_count],
    ['cache_hit_rate_percent', 'Look-ups of the caches that found it', cache.hit_rate_percent],
    ['cpu_percent', "The machine's processors in use", system.cpu_percent],
    ['memory_percent', "The machine's memory in use", system.memory_percent],
    ['event_loop_delay_seconds', 'Mean delay', system.event_loop_delay_ms / 1_000],
    ['connections', 'Open connections of clients', system.active_connections],
    ['scans_per_second', 'Scans recorded in the last second', scans.per_second],
    ['scan_batch_size', 'Mean number of scans a batch', scans.batch_size_avg],
    ['process_resident_memory_bytes', 'Memory of this process', process.memoryUsage.rss()],
  ];
  return rows.flatMap(([name, help, value]) => family(name, 'gauge', help, [[{}, value]]));
}

function counters(meter: Meter, { batcher, caches, pools }: SystemState): string[] {
  const { user, system } = process.cpuUsage();
  return [
    ...family('process_cpu_seconds_total', 'counter', 'Processor time of this process', [
      [{}, (user + system) / 1e6],
    ]),
    ...family(
      'http_responses_total',
      'counter',
      'Answers, by status',
      [...meter.statuses].map(([status, count]) => [{ status: String(status) }, count]),
    ),
    ...family('scans_total', 'counter', 'Scans taken into batches', [[{}, batcher.scans]]),
    ...family('scan_batches_total', 'counter', 'Batches of scans', [[{}, batcher.batches]]),
    ...family('scans_waiting', 'gauge', 'Scans that wait for a batch', [
      [{}, batcher.waiting_scans],
    ]),
    ...family('scan_wait_avg_seconds', 'gauge', 'Mean wait for a batch, since the start', [
      [{}, batcher.wait_ms_avg / 1_000],
    ]),
    ...byName('cache_hits_total', 'Found in the cache', caches, ({ hits }) => hits),
    ...byName('cache_misses_total', 'Not found in the cache', caches, ({ misses }) => misses),
    ...family(
      'pool_size',
      'gauge',
      'Open connections, by pool',
      pools.map(({ name, size }) => [{ pool: name }, size]),
    ),
  ];
}

function byName(
  name: string,
  help: string,
  caches: SystemState['caches'],
  countOf: (cache: SystemState['caches'][number]) => number,
): string[] {
  const samples = caches.map((cache): Sample => [{ cache: cache.name }, countOf(cache)]);
  return family(name, 'counter', help, samples);
}

function postgresGauges({ postgres }: SystemState): string[] {
  if (postgres === null) return [];
  const rows: [name: string, kind: Kind, help: string, value: number | null][] = [
    ['size_bytes', 'gauge', 'Size of the database', postgres.size_mb * 1024 * 1024],
    ['connections', 'gauge', 'Connections to the database', postgres.connections],
    ['connections_max', 'gauge', 'Connections that it allows', postgres.connections_max],
    ['waiting_for_locks', 'gauge', 'Connections that wait for a lock', postgres.waiting_for_locks],
    ['oldest_transaction_seconds', 'gauge', 'Age', postgres.oldest_transaction_seconds],
    ['cache_hit_percent', 'gauge', 'Pages found in memory', postgres.cache_hit_percent],
    ['dead_rows', 'gauge', 'Rows that wait for vacuum', postgres.dead_rows],
    ['commits_total', 'counter', 'Transactions committed', postgres.commits],
    ['deadlocks_total', 'counter', 'Deadlocks', postgres.deadlocks],
    ['replication_lag_seconds', 'gauge', 'Of the replica', postgres.replication_lag_seconds],
  ];
  return rows.flatMap(([name, kind, help, value]) =>
    value === null ? [] : family(`postgres_${name}`, kind, help, [[{}, value]]),
  );
}

function histograms(
  name: string,
  help: string,
  all: readonly { readonly labels: Sample[0]; readonly latency: Histogram }[],
): string[] {
  const full = `traitortrack_${name}`;
  const head = [`# HELP ${full} ${help}`, `# TYPE ${full} histogram`];
  return [...head, ...all.flatMap(({ labels, latency }) => histogramOf(full, labels, latency))];
}

function histogramOf(name: string, labels: Sample[0], latency: Histogram): string[] {
  const { count, totalMs } = latency;
  return [
    ...BUCKETS_MS.map((ms) => {
      const le = { ...labels, le: String(ms / 1_000) };
      return `${name}_bucket${labelsOf(le)} ${latency.countUpTo(ms)}`;
    }),
    `${name}_bucket${labelsOf({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${labelsOf(labels)} ${totalMs / 1_000}`,
    `${name}_count${labelsOf(labels)} ${count}`,
  ];
}

function family(name: string, kind: Kind, help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP traitortrack_${name} ${help}`,
    `# TYPE traitortrack_${name} ${kind}`,
    ...samples.map(([labels, value]) => `traitortrack_${name}${labelsOf(labels)} ${value}`),
  ];
}

function labelsOf(labels: Sample[0]): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`,
  );
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
