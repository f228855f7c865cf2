import { type Attributes, ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { PostgresFigures, SystemState } from '#contract/monitor.ts';
import type { Histogram } from '../monitor/histogram.ts';
import type { Meter } from '../monitor/meter.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { BUCKETS_MS } from '../monitor/prometheus.ts';
import { epochMs } from './clock.ts';

/** Where the figures of `/metrics` come from. */
export interface FigureSource {
  readonly meter: Meter;
  readonly monitor: Monitor;
  readonly state: () => SystemState;
}

type Point = readonly [value: number, attributes?: Attributes];
type Time = [seconds: number, nanoseconds: number];
const SCOPE = { name: 'traitortrack' };
const POSTGRES = { 'db.system.name': 'postgresql' };

/**
 * Makes metrics of what is counted anyway, when they are sent: nothing is counted twice. Names and
 * units are those of the semantic conventions where they have one.
 */
export function produceFigures(source: FigureSource, resource: Resource): MetricProducer {
  const startTime = timeOf(Date.parse(source.state().instance.started_at));
  return {
    collect: async () => {
      const make = makerOf(startTime, timeOf(epochMs()));
      const state = source.state();
      const metrics = [
        ...requestMetrics(make, source.meter),
        ...databaseMetrics(make, source.meter, state),
        ...processMetrics(make, source.monitor),
        ...scanMetrics(make, state),
        ...(state.postgres === null ? [] : postgresMetrics(make, state.postgres)),
      ];
      return {
        resourceMetrics: { resource, scopeMetrics: [{ scope: SCOPE, metrics }] },
        errors: [],
      };
    },
  };
}

type Maker = ReturnType<typeof makerOf>;

function makerOf(startTime: Time, endTime: Time) {
  const temporality = { aggregationTemporality: AggregationTemporality.CUMULATIVE };
  const describe = (name: string, unit: string, description: string) => ({
    ...temporality,
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
  });
  const pointsOf = (points: readonly Point[]) =>
    points.map(([value, attributes = {}]) => ({ startTime, endTime, attributes, value }));
  return {
    gauge: (name: string, unit: string, about: string, ...points: Point[]): MetricData => ({
      ...describe(name, unit, about),
      dataPointType: DataPointType.GAUGE,
      dataPoints: pointsOf(points),
    }),
    /** What only grows, since the start of the process. */
    counter: (name: string, unit: string, about: string, ...points: Point[]): MetricData => ({
      ...describe(name, unit, about),
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: pointsOf(points),
    }),
    histogram: (
      name: string,
      about: string,
      all: readonly (readonly [latency: Histogram, attributes: Attributes])[],
    ): MetricData => ({
      ...describe(name, 's', about),
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: all.map(([latency, attributes]) => {
        return { startTime, endTime, attributes, value: bucketsOf(latency) };
      }),
    }),
  };
}

function bucketsOf(latency: Histogram) {
  const upTo = BUCKETS_MS.map((ms) => latency.countUpTo(ms));
  const counts = [...upTo, latency.count].map((count, at) => count - (upTo[at - 1] ?? 0));
  const boundaries = BUCKETS_MS.map((ms) => ms / 1_000);
  return { buckets: { boundaries, counts }, sum: latency.totalMs / 1_000, count: latency.count };
}

function requestMetrics(make: Maker, { routes, statuses }: Meter): MetricData[] {
  const durations = [...routes].map(([name, { latency }]) => [latency, routeOf(name)] as const);
  const errors = [...routes].map(([name, route]): Point => [route.errors, routeOf(name)]);
  const answers = [...statuses].map(([status, count]): Point => {
    return [count, { 'http.response.status_code': status }];
  });
  return [
    make.histogram('http.server.request.duration', 'Time to answer, by route', durations),
    make.counter('traitortrack.http.errors', '{answer}', '500 and above, by route', ...errors),
    make.counter('traitortrack.http.answers', '{answer}', 'Answers, by status', ...answers),
  ];
}

/** `GET /api/v2/bags/:code`; what reached no route has no method either. */
function routeOf(name: string): Attributes {
  const [method = '', route] = name.split(' /', 2);
  if (route === undefined) return { 'http.request.method': '_OTHER' };
  return { 'http.request.method': method, 'http.route': `/${route}` };
}

function databaseMetrics(make: Maker, { statements }: Meter, state: SystemState): MetricData[] {
  const named = [...statements].map(([name, meter]) => {
    return { ...meter, attributes: { ...POSTGRES, 'db.query.summary': name } };
  });
  const durations = named.map(({ latency, attributes }) => [latency, attributes] as const);
  const failures = named.map(({ failures, attributes }): Point => [failures, attributes]);
  const pools = state.pools.map(({ name, ...pool }) => {
    return { ...pool, attributes: { 'db.client.connection.pool.name': name } };
  });
  const connections = pools.flatMap(({ size, in_use: used, attributes }): Point[] => [
    [used, { ...attributes, 'db.client.connection.state': 'used' }],
    [size - used, { ...attributes, 'db.client.connection.state': 'idle' }],
  ]);
  const waiting = pools.map(({ waiting, attributes }): Point => [waiting, attributes]);
  const pending = 'db.client.connection.pending_requests';
  return [
    make.histogram('db.client.operation.duration', 'Time of a statement, by name', durations),
    make.counter('traitortrack.db.failures', '{statement}', 'Failed, by name', ...failures),
    make.gauge('db.client.connection.count', '{connection}', 'By pool and state', ...connections),
    make.gauge(pending, '{request}', 'Statements that wait for a connection', ...waiting),
  ];
}

function processMetrics(make: Maker, { metrics }: Monitor): MetricData[] {
  const { user, system } = process.cpuUsage();
  const { cpu_percent, memory_percent, event_loop_delay_ms, active_connections } = metrics.system;
  const cpu: Point[] = [
    [user / 1e6, { 'cpu.mode': 'user' }],
    [system / 1e6, { 'cpu.mode': 'system' }],
  ];
  const loop = 'nodejs.eventloop.delay.mean';
  const memory = 'system.memory.utilization';
  return [
    make.counter('process.cpu.time', 's', 'Processor time of this process', ...cpu),
    make.gauge('process.memory.usage', 'By', 'Resident memory', [process.memoryUsage.rss()]),
    make.gauge(loop, 's', 'Mean delay of the event loop', [event_loop_delay_ms / 1_000]),
    make.gauge('system.cpu.utilization', '1', "The machine's processors", [cpu_percent / 100]),
    make.gauge(memory, '1', "The machine's memory", [memory_percent / 100]),
    make.gauge('traitortrack.http.connections', '{connection}', 'Of clients', [active_connections]),
  ];
}

function scanMetrics(make: Maker, { batcher, caches }: SystemState): MetricData[] {
  const lookUps = caches.flatMap(({ name, hits, misses }): Point[] => [
    [hits, { 'traitortrack.cache': name, 'traitortrack.cache.result': 'hit' }],
    [misses, { 'traitortrack.cache': name, 'traitortrack.cache.result': 'miss' }],
  ]);
  const wait = 'traitortrack.scan.wait.mean';
  return [
    make.counter('traitortrack.scans', '{scan}', 'Scans taken into batches', [batcher.scans]),
    make.counter('traitortrack.scan.batches', '{batch}', 'Batches', [batcher.batches]),
    make.gauge('traitortrack.scans.waiting', '{scan}', 'For a batch', [batcher.waiting_scans]),
    make.gauge(wait, 's', 'Wait for a batch, since the start', [batcher.wait_ms_avg / 1_000]),
    make.counter('traitortrack.cache.lookups', '{lookup}', 'By cache and result', ...lookUps),
  ];
}

function postgresMetrics(make: Maker, figures: PostgresFigures): MetricData[] {
  const of = (name: string) => `traitortrack.postgresql.${name}`;
  const { replication_lag_seconds: lag } = figures;
  const oldest = of('oldest_transaction');
  return [
    make.gauge(of('size'), 'By', 'Size of the database', [figures.size_mb * 1024 * 1024]),
    make.gauge(of('connections'), '{connection}', 'To the database', [figures.connections]),
    make.gauge(of('lock_waits'), '{connection}', 'Wait for a lock', [figures.waiting_for_locks]),
    make.gauge(oldest, 's', 'Age of the oldest', [figures.oldest_transaction_seconds]),
    make.gauge(of('cache_hit'), '1', 'Found in memory', [figures.cache_hit_percent / 100]),
    make.gauge(of('dead_rows'), '{row}', 'Wait for vacuum', [figures.dead_rows]),
    make.counter(of('commits'), '{transaction}', 'Committed', [figures.commits]),
    make.counter(of('deadlocks'), '{deadlock}', 'Deadlocks', [figures.deadlocks]),
    ...(lag === null ? [] : [make.gauge(of('replication_lag'), 's', 'Of the replica', [lag])]),
  ];
}

function timeOf(ms: number): Time {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}
