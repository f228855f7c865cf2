import type { Metrics } from '#contract/monitor.ts';
import { BUCKETS_MS } from './latency.ts';
import type { Monitor, RouteLog } from './monitor.ts';

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The text format of Prometheus, version 0.0.4; times in seconds, as its conventions ask. */
export function prometheusText({ metrics, routes }: Monitor): string {
  return `${[...gauges(metrics), ...histograms(routes)].join('\n')}\n`;
}

function gauges({ throughput, database, cache, system, scans, errors }: Metrics): string[] {
  const { size, in_use, waiting } = database.connection_pool;
  const rows: [name: string, help: string, value: number][] = [
    ['requests_per_second', 'Requests answered in the last second', throughput.current_rps],
    ['error_rate_percent', 'Answers of 500 and above in the last minute', errors.rate_percent],
    ['pool_connections', 'Open connections to the database', size],
    ['pool_connections_in_use', 'Connections that run a statement', in_use],
    ['pool_waiting', 'Statements that wait for a connection', waiting],
    ['query_avg_seconds', 'Mean time of a statement', database.avg_query_time_ms / 1_000],
    ['slow_queries', 'Slow statements since the start', database.slow_queries_count],
    [
      'cache_hit_rate_percent',
      'Look-ups of the cache that found something',
      cache.hit_rate_percent,
    ],
    ['cpu_percent', "The machine's processors in use", system.cpu_percent],
    ['memory_percent', "The machine's memory in use", system.memory_percent],
    ['event_loop_delay_seconds', 'Mean delay', system.event_loop_delay_ms / 1_000],
    ['connections', 'Open connections of clients', system.active_connections],
    ['scans_per_second', 'Scans recorded in the last second', scans.per_second],
    ['scan_batch_size', 'Mean number of scans a batch', scans.batch_size_avg],
  ];
  return rows.flatMap(([name, help, value]) => [
    `# HELP traitortrack_${name} ${help}`,
    `# TYPE traitortrack_${name} gauge`,
    `traitortrack_${name} ${value}`,
  ]);
}

function histograms(routes: ReadonlyMap<string, RouteLog>): string[] {
  const name = 'traitortrack_http_request_duration_seconds';
  const head = [`# HELP ${name} Time to answer, by route`, `# TYPE ${name} histogram`];
  return [...head, ...[...routes].flatMap(([route, log]) => histogramOf(name, route, log))];
}

function histogramOf(name: string, route: string, { latency, count }: RouteLog): string[] {
  const label = `route="${route.replaceAll(/[\\"\n]/g, '\\$&')}"`;
  let below = 0;
  const buckets = latency.buckets.map((times, at) => {
    below += times;
    return `${name}_bucket{${label},le="${(BUCKETS_MS[at] ?? 0) / 1_000}"} ${below}`;
  });
  const sum = (latency.summary().avgMs * count) / 1_000;
  return [
    ...buckets,
    `${name}_bucket{${label},le="+Inf"} ${count}`,
    `${name}_sum{${label}} ${sum}`,
    `${name}_count{${label}} ${count}`,
  ];
}
