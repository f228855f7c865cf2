import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '#contract/monitor.ts';
import * as contract from '#contract/monitor.ts';
import { can } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import { makeEventStreams, type OpenStream } from '../http/event-stream.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import { serveAsset } from '../page/asset.ts';
import { asPage } from '../page/page.ts';
import { DASHBOARD_SCRIPT, dashboardPage } from './dashboard-page.ts';
import { type Monitor, openMonitor } from './monitor.ts';
import { PROMETHEUS_TYPE, prometheusText } from './prometheus.ts';

/** Measures every route of the app, so it is called before the others are added. */
export function monitorRoutes(app: FastifyInstance, deps: Deps): void {
  const monitor = openMonitor(deps, () => countConnections(app));
  const openStream = makeEventStreams(app);
  app.addHook('onClose', async () => monitor.close());
  app.addHook('onResponse', (request, reply, done) => {
    const { url = 'unknown', config } = request.routeOptions;
    const { endpoint } = config;
    if (endpoint?.isStream !== true)
      monitor.observe(`${request.method} ${url}`, reply.statusCode, reply.elapsedTime);
    done();
  });
  serveAsset(app, DASHBOARD_SCRIPT);
  addRoute(app, deps, contract.getMetrics, () => monitor.metrics);
  addRoute(app, deps, contract.getEndpointMetrics, () => ({ endpoints: monitor.endpoints() }));
  addRoute(app, deps, contract.streamMetrics, async ({ reply }) => {
    streamTo(openStream(reply), monitor);
    // Sent by the stream itself: this is never read.
    return '';
  });
  addRoute(app, deps, contract.getPrometheus, async ({ request, reply }) => {
    await refuseStrangers(deps, request);
    reply.type(PROMETHEUS_TYPE);
    return prometheusText(monitor);
  });
  addRoute(app, deps, contract.getDashboardPage, ({ person, reply }) =>
    asPage(reply, dashboardPage(person)),
  );
}

function countConnections({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}

/** Sends the metrics of each second, until the reader goes or the server stops. */
function streamTo(raw: ReturnType<OpenStream>, monitor: Monitor): void {
  const send = (metrics: Metrics) =>
    raw.write(`event: metrics\ndata: ${JSON.stringify(metrics)}\n\n`);
  send(monitor.metrics);
  raw.once('close', monitor.subscribe(send));
}

/** Whoever is on this machine may read, and admins; a proxy's requests come from elsewhere. */
async function refuseStrangers(deps: Deps, request: FastifyRequest): Promise<void> {
  const { headers, ip } = request;
  const isForwarded = 'forwarded' in headers || 'x-forwarded-for' in headers;
  if (isLoopback(ip) && !isForwarded) return;
  const person = await deps.sessions.find(request);
  if (person === null) throw new CodedError('not_signed_in', 'Sign in first');
  if (!can(person, 'administer')) throw new CodedError('not_allowed', 'Only admins may read this');
}

function isLoopback(ip: string): boolean {
  const address = ip.replace(/^::ffff:/, '');
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
