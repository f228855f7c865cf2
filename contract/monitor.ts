import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Instant, Nullable } from './schema.ts';

/** The live numbers of the server's processes, and their history, for admins. */

const tag = 'Performance';
const Ms = Type.Number({ description: 'milliseconds' });
const Percent = Type.Number({ minimum: 0 });
const Count = Type.Integer({ minimum: 0 });

export const HEALTH_STATUSES = ['healthy', 'warning', 'critical'] as const;

export const Metrics = Type.Object({
  response_times: Type.Object(
    { avg_ms: Ms, p50_ms: Ms, p95_ms: Ms, p99_ms: Ms, sample_size: Count },
    { description: 'of the last minute' },
  ),
  throughput: Type.Object({
    current_rps: Type.Number({ description: 'of the last second' }),
    avg_rps: Type.Number({ description: 'of the last minute' }),
    peak_rps: Type.Number({ description: 'since the start' }),
  }),
  errors: Type.Object(
    {
      count: Type.Integer({ description: 'answers with a status of 500 or more' }),
      rate_percent: Percent,
      by_type: Type.Record(Type.String(), Count, { description: 'by status, 400 and above' }),
    },
    { description: 'of the last minute' },
  ),
  database: Type.Object({
    avg_query_time_ms: Ms,
    slow_queries_count: Count,
    connection_pool: Type.Object({ size: Count, in_use: Count, waiting: Count }),
  }),
  cache: Type.Object({ hits: Count, misses: Count, hit_rate_percent: Percent }),
  system: Type.Object({
    cpu_percent: Percent,
    memory_percent: Percent,
    event_loop_delay_ms: Ms,
    active_connections: Count,
  }),
  scans: Type.Object({ per_second: Type.Number(), batch_size_avg: Type.Number() }),
  health_status: Type.Unsafe<(typeof HEALTH_STATUSES)[number]>({
    type: 'string',
    enum: HEALTH_STATUSES,
  }),
});
export type Metrics = Static<typeof Metrics>;

export const getMetrics = endpoint({
  method: 'GET',
  path: '/api/performance/metrics',
  access: 'administer',
  tag,
  summary: 'How the server does',
  response: { 200: Metrics },
});

const RouteMetrics = Type.Object({
  route: Type.String(),
  count: Count,
  avg_ms: Ms,
  p50_ms: Ms,
  p95_ms: Ms,
  p99_ms: Ms,
  p999_ms: Ms,
  max_ms: Ms,
  errors: Count,
});
export type RouteMetrics = Static<typeof RouteMetrics>;

export const getEndpointMetrics = endpoint({
  method: 'GET',
  path: '/api/performance/endpoints',
  access: 'administer',
  tag,
  summary: 'How each endpoint does, since the start',
  response: { 200: Type.Object({ endpoints: Type.Array(RouteMetrics) }) },
});

export const streamMetrics = endpoint({
  method: 'GET',
  path: '/api/performance/stream',
  access: 'administer',
  tag,
  summary: 'The metrics each second, as server-sent events',
  description:
    'Each second the events `metrics`, its data what `/api/performance/metrics` answers, and ' +
    '`seconds`, its data `{items}` with the last second of each instance, as in the history.',
  gives: ['text/event-stream'],
  response: { 200: Type.String() },
});

export const HISTORY_RANGES = ['15m', '24h', '7d', '1y'] as const;
export type HistoryRange = (typeof HISTORY_RANGES)[number];

const Values = Type.Array(Type.Number());

/** What is told of a stretch of time; in the history as lists that run in parallel. */
const seriesFields = {
  rps: Values,
  error_percent: Values,
  avg_ms: Values,
  p50_ms: Values,
  p95_ms: Values,
  p99_ms: Values,
  scans_per_second: Values,
  batch_size: Values,
  batch_wait_ms: Values,
  queue_scans: Values,
  query_ms: Values,
  pool_in_use: Values,
  pool_waiting: Values,
  cache_hit_percent: Values,
  cpu_percent: Values,
  memory_percent: Values,
  disk_percent: Values,
  process_cpu_percent: Values,
  rss_mb: Values,
  event_loop_delay_ms: Values,
  event_loop_delay_max_ms: Values,
  connections: Values,
  database_mb: Values,
  replication_lag_seconds: Values,
};

const Series = Type.Object({
  instance: Nullable(
    Type.String({ description: 'machine and port; null for all instances together' }),
  ),
  at: Type.Array(Type.Integer(), {
    description:
      'the beginnings of the steps, in seconds since 1970; steps without data are left out',
  }),
  ...seriesFields,
});
export type Series = Static<typeof Series>;
export type SeriesField = keyof typeof seriesFields;

const HistoryQuery = Type.Object({
  range: Type.Unsafe<HistoryRange>({ type: 'string', enum: HISTORY_RANGES, default: '15m' }),
  until: Type.Optional(Instant),
});

export const getHistory = endpoint({
  method: 'GET',
  path: '/api/performance/history',
  access: 'administer',
  tag,
  summary: 'How the server did: all instances together, then each',
  description:
    'The last 15 minutes by the second, 24 hours by the minute, 7 days by the hour, a year by ' +
    'six hours. `until` moves the end of the range; minutes are kept for 7 days, hours for a ' +
    'year, seconds only in memory. Percentiles are true ones, over all requests of a step.',
  query: HistoryQuery,
  response: { 200: Type.Object({ step_seconds: Type.Integer(), series: Type.Array(Series) }) },
});

export const PostgresFigures = Type.Object({
  size_mb: Type.Number(),
  connections: Count,
  connections_max: Count,
  active: Count,
  waiting_for_locks: Count,
  oldest_transaction_seconds: Type.Number(),
  cache_hit_percent: Percent,
  commits: Count,
  rollbacks: Count,
  deadlocks: Count,
  temp_mb: Type.Number(),
  live_rows: Count,
  dead_rows: Count,
  replication_lag_seconds: Nullable(Type.Number({ description: 'null without a replica' })),
  standby_lag_mb: Type.Number({ description: 'the most that a standby has yet to replay' }),
  has_statement_stats: Type.Boolean({ description: 'whether pg_stat_statements is there' }),
});
export type PostgresFigures = Static<typeof PostgresFigures>;

export const Target = Type.Object({
  name: Type.String(),
  target: Type.Number({ description: "the original system's" }),
  ours: Nullable(Type.Number({ description: 'null while nothing is measured' })),
  unit: Type.String(),
  is_better: Type.Unsafe<'lower' | 'higher'>({ type: 'string', enum: ['lower', 'higher'] }),
  is_met: Nullable(Type.Boolean()),
});
export type Target = Static<typeof Target>;

export const SystemState = Type.Object({
  instance: Type.Object({
    name: Type.String(),
    started_at: Instant,
    node: Type.String(),
    pid: Type.Integer(),
  }),
  instances: Type.Array(
    Type.Object({ name: Type.String(), started_at: Instant, last_seen_at: Instant }),
  ),
  caches: Type.Array(
    Type.Object({ name: Type.String(), hits: Count, misses: Count, hit_rate_percent: Percent }),
  ),
  batcher: Type.Object({
    waiting_scans: Count,
    batches: Count,
    scans: Count,
    batch_size_avg: Type.Number(),
    wait_ms_avg: Type.Number(),
  }),
  pools: Type.Array(
    Type.Object({ name: Type.String(), size: Count, in_use: Count, waiting: Count }),
  ),
  postgres: Nullable(PostgresFigures),
  targets: Type.Array(Target),
});
export type SystemState = Static<typeof SystemState>;

export const getSystemState = endpoint({
  method: 'GET',
  path: '/api/performance/system',
  access: 'administer',
  tag,
  summary: 'Instances, pools, caches, the batcher, PostgreSQL, and the targets',
  description:
    "The targets are the numbers of the original system's report; ours are of the last minute " +
    'for all endpoints together, and of this process since its start for each of them.',
  response: { 200: SystemState },
});

const StatementMetrics = Type.Object({
  name: Type.String({ description: 'texts made at run time go by a hash of their text' }),
  text: Type.String(),
  count: Count,
  failures: Count,
  total_ms: Ms,
  avg_ms: Ms,
  p50_ms: Ms,
  p95_ms: Ms,
  p99_ms: Ms,
  max_ms: Ms,
});
export type StatementMetrics = Static<typeof StatementMetrics>;

const StatementStats = Type.Object({
  query: Type.String(),
  calls: Count,
  total_ms: Ms,
  mean_ms: Ms,
  max_ms: Ms,
  rows: Count,
  cache_hit_percent: Percent,
});
export type StatementStats = Static<typeof StatementStats>;

export const getStatementMetrics = endpoint({
  method: 'GET',
  path: '/api/performance/statements',
  access: 'administer',
  tag,
  summary: 'The statements that took most of the time, since the start',
  description:
    '`statements`: as this process saw them, with the wait for a connection. `by_database`: as ' +
    'PostgreSQL counted them, where pg_stat_statements is there.',
  response: {
    200: Type.Object({
      statements: Type.Array(StatementMetrics),
      by_database: Type.Array(StatementStats),
    }),
  },
});

export const getStatementPlan = endpoint({
  method: 'GET',
  path: '/api/performance/statements/:name/plan',
  access: 'administer',
  tag,
  summary: 'How PostgreSQL would run a statement',
  description:
    'Its generic plan: nothing is run, no values are needed. Refused with `not_possible` on ' +
    'PostgreSQL 15.',
  params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
  response: {
    200: Type.Object({ name: Type.String(), text: Type.String(), plan: Type.Array(Type.String()) }),
  },
});

export const getPrometheus = endpoint({
  method: 'GET',
  path: '/metrics',
  access: 'public',
  tag,
  summary: 'The metrics for Prometheus',
  description:
    'For requests from this machine that no proxy forwarded, and for signed-in admins; ' +
    'everybody else is refused.',
  gives: ['text/plain'],
  response: { 200: Type.String() },
});

export const getDashboardPage = endpoint({
  method: 'GET',
  path: '/performance/dashboard',
  access: 'administer',
  tag: 'Pages',
  summary: 'The live performance dashboard',
  gives: ['text/html'],
  response: { 200: Type.String() },
});
