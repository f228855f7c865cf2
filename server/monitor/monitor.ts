import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Metrics } from '#contract/monitor.ts';
import { faultOf } from '../db/fault.ts';
import type { Deps } from '../deps.ts';
import { publishLightly } from '../notice/notices.ts';
import { type Figures, figuresBy, percent, round } from './figures.ts';
import { keepHistory } from './history.ts';
import { type Instances, makeInstances } from './instances.ts';
import { watchMachine } from './machine.ts';
import { type PostgresWatch, watchPostgres } from './postgres.ts';
import { type Instance, noticeOf, type Pulse, readNotice } from './pulse.ts';
import { watchAnswers } from './recent.ts';

/** Makes seconds of what the meter counts, and knows those of the other processes. */
export interface Monitor {
  readonly instance: Instance;
  /** This process, as of the last second. */
  readonly metrics: Metrics;
  readonly instances: Instances;
  readonly postgres: PostgresWatch;
  /** Calls each second, until the function it returns is called. */
  subscribe(listener: () => void): () => void;
  /** What is not stored of the history yet is, then. */
  close(): Promise<void>;
}

const TICK_MS = 1_000;
const TOPIC = 'pulse';
const ID_BYTES = 4;

/** @param countConnections of the HTTP server, whose own counting answers later. */
export function openMonitor(deps: Deps, countConnections: () => Promise<number>): Monitor {
  const { config, db, lists, log, meter, notices } = deps;
  const instance: Instance = {
    id: randomBytes(ID_BYTES).toString('hex'),
    name: `${hostname()}:${config.port}`,
    startedAt: new Date().toISOString(),
  };
  const instances = makeInstances(nowSeconds);
  const replica = config.databaseReplicaUrl === null ? null : lists;
  const { watchMs } = config;
  const asked = { primary: replica === null ? lists : db, replica, intervalMs: watchMs.database };
  const postgres = watchPostgres(asked, (error) => {
    log.debug({ err: error }, 'the figures of the database could not be read');
  });
  const machine = watchMachine(config.dataDir, watchMs.disk);
  const history = keepHistory(deps, instance);
  const answers = watchAnswers(meter);
  const readCounters = watchCounters(deps);
  let connections = 0;
  let isAway = false;
  let telling = Promise.resolve();
  const measure = (): Pulse => {
    const latency = meter.recent.encode();
    const requests = meter.recent.count;
    meter.recent.clear();
    const now = { ...readCounters(), ...machine.read(), ...gaugesOf(deps, postgres) };
    const figures = figuresBy((name) => ({ ...now, requests, connections })[name] ?? 0);
    return { at: nowSeconds(), figures: { ...figures, errors: answers.tick(latency) }, latency };
  };
  let last = measure();
  const listeners = new Set<() => void>();
  const timer = setInterval(() => {
    if (!meter.isOn) return;
    last = measure();
    instances.add(instance, last);
    history.add(last);
    telling = tell(deps, instance, last).then((error) => {
      isAway = error !== null && faultOf(error)?.code === 'database_away';
    });
    for (const listener of listeners) listener();
    void countConnections().then((count) => {
      connections = count;
    });
  }, TICK_MS).unref();
  const unsubscribe = notices.subscribe(TOPIC, (text) => {
    const heard = text === null ? null : readNotice(text);
    if (heard !== null && heard.instance.id !== instance.id) {
      instances.add(heard.instance, heard.pulse);
    }
  });
  return {
    instance,
    instances,
    postgres,
    get metrics() {
      const metrics = metricsOf(deps, last.figures, answers.lastMinute());
      return isAway ? { ...metrics, health_status: 'critical' as const } : metrics;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      clearInterval(timer);
      unsubscribe();
      machine.close();
      await Promise.all([telling, postgres.close(), history.close()]);
    },
  };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/**
 * Tells the other processes. A second that is not told is missing in their pictures, and nothing
 * else. @returns why it could not be told.
 */
async function tell({ db, log }: Deps, instance: Instance, pulse: Pulse): Promise<unknown> {
  try {
    await publishLightly(db, TOPIC, noticeOf(instance, pulse));
    return null;
  } catch (error) {
    log.debug({ err: error }, 'the other processes were not told of this second');
    return error;
  }
}

/** What was counted since the last call. */
function watchCounters(deps: Deps): () => Partial<Figures> {
  let last = countersOf(deps);
  return () => {
    const now = countersOf(deps);
    const before = last;
    last = now;
    return figuresBy((name) => (now[name] ?? 0) - (before[name] ?? 0));
  };
}

function countersOf({ meter, scans, sessions }: Deps): Partial<Figures> {
  const { batchedScans, batches, requests, waitedMs } = scans.load;
  const { hits, misses } = cacheTotals({ meter, sessions });
  return {
    scans: batchedScans,
    batches,
    batchedRequests: requests,
    batchWaitMs: waitedMs,
    queries: meter.queries.count,
    queryMs: meter.queries.totalMs,
    slowQueries: meter.queries.slow,
    cacheHits: hits,
    cacheMisses: misses,
  };
}

/** Sessions keep count themselves, as their cache does other things besides. */
function cacheTotals({ meter, sessions }: Pick<Deps, 'meter' | 'sessions'>) {
  const all = [sessions.usage(), ...meter.caches.values()];
  return {
    hits: all.reduce((sum, { hits }) => sum + hits, 0),
    misses: all.reduce((sum, { misses }) => sum + misses, 0),
  };
}

function gaugesOf({ db, lists, scans }: Deps, { current }: PostgresWatch): Partial<Figures> {
  const pools = [db.usage(), lists.usage()];
  const total = (of: 'size' | 'inUse' | 'waiting') =>
    pools.reduce((sum, pool) => sum + pool[of], 0);
  return {
    poolSize: total('size'),
    poolInUse: total('inUse'),
    poolWaiting: total('waiting'),
    queueScans: scans.load.waitingScans,
    databaseMb: current?.size_mb ?? 0,
    databaseConnections: current?.connections ?? 0,
    replicationLagSeconds: current?.replication_lag_seconds ?? 0,
  };
}

/** The shape that the original system's report had. */
function metricsOf(
  deps: Deps,
  figures: Figures,
  minute: Pick<Metrics, 'response_times' | 'errors' | 'throughput'>,
): Metrics {
  const { queries } = deps.meter;
  const { hits, misses } = cacheTotals(deps);
  return withHealth({
    ...minute,
    database: {
      avg_query_time_ms: round(queries.totalMs / Math.max(queries.count, 1)),
      slow_queries_count: queries.slow,
      connection_pool: {
        size: figures.poolSize,
        in_use: figures.poolInUse,
        waiting: figures.poolWaiting,
      },
    },
    cache: { hits, misses, hit_rate_percent: percent(hits, hits + misses) },
    system: {
      cpu_percent: figures.cpuPercent,
      memory_percent: figures.memoryPercent,
      event_loop_delay_ms: figures.loopDelayMs,
      active_connections: figures.connections,
    },
    scans: {
      per_second: figures.scans,
      batch_size_avg: round(figures.scans / Math.max(figures.batches, 1)),
    },
    health_status: 'healthy',
  });
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
