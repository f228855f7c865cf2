import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';

/** The live numbers of one server process, for admins. */

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
  description: 'Each event is `metrics`, its data what `/api/performance/metrics` answers.',
  gives: ['text/event-stream'],
  response: { 200: Type.String() },
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
