import type { RouteMetrics, StatementMetrics, SystemState, Target } from '#contract/monitor.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { percent, round } from './figures.ts';
import { explainText } from './history.sql.ts';
import type { Meter, RouteMeter } from './meter.ts';
import type { Monitor } from './monitor.ts';
import { ORIGINAL_REPORT as wanted } from './original-report.ts';

/** What is known at this moment, apart from the lines. */

export function endpointsOf({ routes }: Meter): RouteMetrics[] {
  return [...routes].map(([route, { latency, errors }]) => {
    const { count, avgMs, p50Ms, p95Ms, p99Ms, p999Ms, maxMs } = latency.summary();
    return {
      route,
      count,
      avg_ms: avgMs,
      p50_ms: p50Ms,
      p95_ms: p95Ms,
      p99_ms: p99Ms,
      p999_ms: p999Ms,
      max_ms: maxMs,
      errors,
    };
  });
}

const STATEMENTS_SHOWN_MAX = 100;

/** Those that took the most time in all come first. */
export function statementsOf({ statements }: Meter): StatementMetrics[] {
  return [...statements]
    .map(([name, { text, latency, failures }]) => {
      const { count, avgMs, p50Ms, p95Ms, p99Ms, maxMs } = latency.summary();
      return {
        name,
        text,
        count,
        failures,
        total_ms: round(latency.totalMs),
        avg_ms: avgMs,
        p50_ms: p50Ms,
        p95_ms: p95Ms,
        p99_ms: p99Ms,
        max_ms: maxMs,
      };
    })
    .sort((a, b) => b.total_ms - a.total_ms)
    .slice(0, STATEMENTS_SHOWN_MAX);
}

const GENERIC_PLAN_VERSION_MIN = 160_000;

/** @throws {CodedError} not_found for a name that nothing was run under, not_possible */
export async function planOf({ db, meter }: Deps, name: string) {
  const known = meter.statements.get(name);
  if (known === undefined) throw new CodedError('not_found', 'No such statement was run here');
  const [server] = await db.runText<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
    [],
  );
  if ((server?.version ?? 0) < GENERIC_PLAN_VERSION_MIN) {
    throw new CodedError('not_possible', 'PostgreSQL 15 has no plans without values');
  }
  const rows = await db.runText<{ 'QUERY PLAN': string }>(explainText(known.text), []);
  return { name, text: known.text, plan: rows.map((row) => row['QUERY PLAN']) };
}

export function systemStateOf(deps: Deps, monitor: Monitor): SystemState {
  const { db, lists, scans } = deps;
  const { waitingScans, batches, batchedScans, requests, waitedMs } = scans.load;
  const { name, startedAt } = monitor.instance;
  return {
    instance: { name, started_at: startedAt, node: process.version, pid: process.pid },
    instances: monitor.instances.list().map((known) => ({
      name: known.name,
      started_at: known.startedAt,
      last_seen_at: new Date((known.pulses.at(-1)?.at ?? 0) * 1_000).toISOString(),
    })),
    caches: cachesOf(deps),
    batcher: {
      waiting_scans: waitingScans,
      batches,
      scans: batchedScans,
      batch_size_avg: round(batchedScans / Math.max(batches, 1)),
      wait_ms_avg: round(waitedMs / Math.max(requests, 1)),
    },
    pools: [
      { name: 'app', ...poolOf(db.usage()) },
      { name: 'lists', ...poolOf(lists.usage()) },
    ],
    postgres: monitor.postgres.current,
    targets: targetsOf(deps.meter, monitor),
  };
}

function poolOf({ size, inUse, waiting }: ReturnType<Deps['db']['usage']>) {
  return { size, in_use: inUse, waiting };
}

function cachesOf({ meter, sessions }: Deps): SystemState['caches'] {
  const all = [['sessions', sessions.usage()] as const, ...meter.caches];
  return all.map(([name, { hits, misses }]) => ({
    name,
    hits,
    misses,
    hit_rate_percent: percent(hits, hits + misses),
  }));
}

/** The original's numbers beside ours. */
function targetsOf({ routes }: Meter, { metrics }: Monitor): Target[] {
  const { response_times: times, errors, throughput } = metrics;
  const { sample_size: sample } = times;
  const ofMinute = (value: number) => (sample === 0 ? null : value);
  return [
    ...wanted.routes.map((route) =>
      target(`${route}, p95`, wanted.routeMs, measuredP95(routes.get(route)), 'ms'),
    ),
    target('Average response time', wanted.meanMs, ofMinute(times.avg_ms), 'ms'),
    target('95th percentile', wanted.p95Ms, ofMinute(times.p95_ms), 'ms'),
    target('99th percentile', wanted.p99Ms, ofMinute(times.p99_ms), 'ms'),
    target('Errors', wanted.errorPercent, ofMinute(errors.rate_percent), '%'),
    target(
      'Most requests in a second',
      wanted.perSecond,
      throughput.peak_rps || null,
      '/s',
      'higher',
    ),
  ];
}

function measuredP95(route: RouteMeter | undefined): number | null {
  return route === undefined || route.latency.count === 0 ? null : route.latency.summary().p95Ms;
}

function target(
  name: string,
  wanted: number,
  ours: number | null,
  unit: string,
  better: Target['is_better'] = 'lower',
): Target {
  const isMet = better === 'lower' ? Number(ours) <= wanted : Number(ours) >= wanted;
  return {
    name,
    target: wanted,
    ours,
    unit,
    is_better: better,
    is_met: ours === null ? null : isMet,
  };
}
