import { cpus, freemem, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics, RouteMetrics } from '#contract/monitor.ts';
import type { Deps } from '../deps.ts';
import { type LatencyLog, makeLatencyLog } from './latency.ts';

/** Measures this process: every answer as it is sent, everything else once a second. */
export interface Monitor {
  /** @param route method and path template, such as `GET /api/v2/bags/:code`. */
  observe(route: string, status: number, ms: number): void;
  readonly metrics: Metrics;
  endpoints(): RouteMetrics[];
  /** For Prometheus: the latencies of each route since the start. */
  readonly routes: ReadonlyMap<string, RouteLog>;
  /** Calls with the new metrics each second, until the function it returns is called. */
  subscribe(listener: (metrics: Metrics) => void): () => void;
  close(): void;
}

export interface RouteLog {
  readonly latency: LatencyLog;
  count: number;
  errors: number;
}

const TICK_MS = 1_000;
const DELAY_RESOLUTION_MS = 10;
/** The last minute is six of these, so that old answers leave it in steps of ten seconds. */
const SLICE_SECONDS = 10;
const SLICES = 6;
const MINUTE_SECONDS = SLICE_SECONDS * SLICES;

/** Ten seconds of answers. */
interface Slice {
  readonly latency: LatencyLog;
  readonly statuses: Map<number, number>;
}

/** @param countConnections of the HTTP server, whose own counting answers later. */
export function openMonitor(deps: Deps, countConnections: () => Promise<number>): Monitor {
  const routes = new Map<string, RouteLog>();
  const listeners = new Set<(metrics: Metrics) => void>();
  const answers = watchAnswers();
  const machine = watchMachine();
  const loop = watchEventLoop();
  const scans = watchScans(deps);
  let connections = 0;
  const measure = (): Metrics =>
    withHealth({
      ...answers.metrics(),
      ...storage(deps),
      system: {
        ...machine(),
        event_loop_delay_ms: loop.delayMs(),
        active_connections: connections,
      },
      scans: scans(),
      health_status: 'healthy',
    });
  let metrics = measure();
  const timer = setInterval(() => {
    answers.tick();
    metrics = measure();
    for (const listener of listeners) listener(metrics);
    void countConnections().then((count) => {
      connections = count;
    });
  }, TICK_MS).unref();
  return {
    routes,
    get metrics() {
      return metrics;
    },
    endpoints: () => [...routes].map(([route, log]) => routeMetricsOf(route, log)),
    observe: (route, status, ms) => {
      answers.record(status, ms);
      recordRoute(routes, route, status, ms);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      clearInterval(timer);
      loop.close();
    },
  };
}

function recordRoute(
  routes: Map<string, RouteLog>,
  route: string,
  status: number,
  ms: number,
): void {
  let log = routes.get(route);
  if (log === undefined) {
    log = { latency: makeLatencyLog(), count: 0, errors: 0 };
    routes.set(route, log);
  }
  log.latency.record(ms);
  log.count++;
  if (status >= 500) log.errors++;
}

/** The answers of the last minute, and how many there were each second. */
function watchAnswers() {
  const slices: Slice[] = [newSlice()];
  const rates: number[] = [];
  let answered = 0;
  let peak = 0;
  let seconds = 0;
  return {
    record: (status: number, ms: number): void => {
      answered++;
      const slice = slices[0];
      slice?.latency.record(ms);
      slice?.statuses.set(status, (slice.statuses.get(status) ?? 0) + 1);
    },
    /** Called each second. */
    tick: (): void => {
      rates.unshift(answered);
      rates.length = Math.min(rates.length, MINUTE_SECONDS);
      peak = Math.max(peak, answered);
      answered = 0;
      if (++seconds % SLICE_SECONDS !== 0) return;
      slices.unshift(newSlice());
      slices.length = Math.min(slices.length, SLICES);
    },
    metrics: () => ({
      ...lastMinute(slices),
      throughput: {
        current_rps: rates[0] ?? 0,
        avg_rps: round(rates.reduce((sum, rate) => sum + rate, 0) / Math.max(rates.length, 1)),
        peak_rps: peak,
      },
    }),
  };
}

function watchEventLoop() {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  return {
    /** Mean since the last call. */
    delayMs: (): number => {
      const ms = delayMsOf(delay.mean);
      delay.reset();
      return ms;
    },
    close: () => void delay.disable(),
  };
}

/** What is measured is the time between two timers; what is late is the rest of it. */
function delayMsOf(meanNs: number): number {
  return Number.isNaN(meanNs) ? 0 : round(Math.max(meanNs / 1e6 - DELAY_RESOLUTION_MS, 0));
}

function newSlice(): Slice {
  return { latency: makeLatencyLog(), statuses: new Map() };
}

function lastMinute(slices: readonly Slice[]): Pick<Metrics, 'response_times' | 'errors'> {
  const all = makeLatencyLog();
  const byType: Record<string, number> = {};
  let count = 0;
  for (const { latency, statuses } of slices) {
    if (latency.histogram.count > 0) all.add(latency);
    for (const [status, times] of statuses) {
      if (status >= 500) count += times;
      if (status >= 400) byType[status] = (byType[status] ?? 0) + times;
    }
  }
  const { count: sampleSize, avgMs, p50Ms, p95Ms, p99Ms } = all.summary();
  return {
    response_times: {
      avg_ms: avgMs,
      p50_ms: p50Ms,
      p95_ms: p95Ms,
      p99_ms: p99Ms,
      sample_size: sampleSize,
    },
    errors: { count, rate_percent: percent(count, sampleSize), by_type: byType },
  };
}

function storage({ db, lists, sessions }: Deps): Pick<Metrics, 'database' | 'cache'> {
  const pools = [db.usage(), lists.usage()];
  const sum = (of: (pool: ReturnType<typeof db.usage>) => number) =>
    pools.reduce((total, pool) => total + of(pool), 0);
  const queries = sum(({ queries: made }) => made);
  const { hits, misses } = sessions.usage();
  return {
    database: {
      avg_query_time_ms: round(sum(({ queryMs }) => queryMs) / Math.max(queries, 1)),
      slow_queries_count: sum(({ slowQueries }) => slowQueries),
      connection_pool: {
        size: sum(({ size }) => size),
        in_use: sum(({ inUse }) => inUse),
        waiting: sum(({ waiting }) => waiting),
      },
    },
    cache: { hits, misses, hit_rate_percent: percent(hits, hits + misses) },
  };
}

/** The whole machine's processors since the last call, and its memory. */
function watchMachine(): () => Pick<Metrics['system'], 'cpu_percent' | 'memory_percent'> {
  let last = cpuTimes();
  return () => {
    const now = cpuTimes();
    const busy = now.busy - last.busy;
    const all = now.all - last.all;
    last = now;
    return {
      cpu_percent: percent(busy, all),
      memory_percent: percent(totalmem() - freemem(), totalmem()),
    };
  };
}

function cpuTimes(): { busy: number; all: number } {
  let all = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return { busy: all - idle, all };
}

function watchScans({ scans }: Deps): () => Metrics['scans'] {
  let last = scans.load;
  return () => {
    const now = scans.load;
    const recorded = now.batchedScans - last.batchedScans;
    const batches = now.batches - last.batches;
    last = now;
    return { per_second: recorded, batch_size_avg: round(recorded / Math.max(batches, 1)) };
  };
}

/** The levels of the original system's performance report: warning and critical. */
const LEVELS: readonly [of: (metrics: Metrics) => number, warning: number, critical: number][] = [
  [({ response_times }) => response_times.p95_ms, 100, 200],
  [({ system }) => system.cpu_percent, 70, 90],
  [({ system }) => system.memory_percent, 80, 95],
  [({ errors }) => errors.rate_percent, 1, 5],
];

function withHealth(metrics: Metrics): Metrics {
  const isAbove = (level: 1 | 2) => LEVELS.some((row) => row[0](metrics) > row[level]);
  const warned = isAbove(1) ? 'warning' : 'healthy';
  return { ...metrics, health_status: isAbove(2) ? 'critical' : warned };
}

function routeMetricsOf(route: string, { latency, count, errors }: RouteLog): RouteMetrics {
  const { avgMs, p50Ms, p95Ms, p99Ms } = latency.summary();
  return { route, count, avg_ms: avgMs, p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms, errors };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : round((100 * part) / whole);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
