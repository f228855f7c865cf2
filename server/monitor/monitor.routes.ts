import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as contract from '#contract/monitor.ts';
import { can } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import { makeEventStreams, type OpenStream } from '../http/event-stream.ts';
import { CodedError } from '../http/problem.ts';
import { addRoute } from '../http/route.ts';
import { serveAsset } from '../page/asset.ts';
import { asPage } from '../page/page.ts';
import { DASHBOARD_ASSETS, dashboardPage } from './dashboard/dashboard-page.ts';
import type { Monitor } from './monitor.ts';
import { listStatementStats } from './postgres.ts';
import { PROMETHEUS_TYPE, prometheusText } from './prometheus.ts';
import { readHistory } from './read-history.ts';
import { seriesOf } from './series.ts';
import { endpointsOf, planOf, statementsOf, systemStateOf } from './state.ts';

/** Shows what the monitor knows. */
export function monitorRoutes(app: FastifyInstance, deps: Deps, monitor: Monitor): void {
  const { meter, lists } = deps;
  const openStream = makeEventStreams(app);
  for (const asset of DASHBOARD_ASSETS) serveAsset(app, asset);
  addRoute(app, deps, contract.getMetrics, () => monitor.metrics);
  addRoute(app, deps, contract.getEndpointMetrics, () => ({ endpoints: endpointsOf(meter) }));
  addRoute(app, deps, contract.getSystemState, () => systemStateOf(deps, monitor));
  addRoute(app, deps, contract.getHistory, ({ query: { range, until } }) =>
    readHistory(lists, monitor.instances, range, until),
  );
  addRoute(app, deps, contract.getStatementMetrics, async () => ({
    statements: statementsOf(meter),
    by_database: await listStatementStats(lists),
  }));
  addRoute(app, deps, contract.getStatementPlan, ({ params }) => planOf(deps, params.name));
  addRoute(app, deps, contract.streamMetrics, async ({ reply }) => {
    streamTo(openStream(reply), monitor);
    // Sent by the stream itself: this is never read.
    return '';
  });
  addRoute(app, deps, contract.getPrometheus, async ({ request, reply }) => {
    await refuseStrangers(deps, request);
    reply.type(PROMETHEUS_TYPE);
    return prometheusText(meter, monitor, systemStateOf(deps, monitor));
  });
  addRoute(app, deps, contract.getDashboardPage, ({ person, reply }) =>
    asPage(reply, dashboardPage(person)),
  );
}

/** Sends what each second brings, until the reader goes or the server stops. */
function streamTo(raw: ReturnType<OpenStream>, monitor: Monitor): void {
  const send = () => {
    const metrics = `event: metrics\ndata: ${JSON.stringify(monitor.metrics)}\n\n`;
    raw.write(`${metrics}event: seconds\ndata: ${JSON.stringify(lastSecond(monitor))}\n\n`);
  };
  send();
  raw.once('close', monitor.subscribe(send));
}

/** The newest second of all instances together, then of each. */
function lastSecond({ instances }: Monitor) {
  const pieces = instances.list().flatMap(({ name, pulses }) => {
    const pulse = pulses.at(-1);
    return pulse === undefined ? [] : [{ ...pulse, name, seconds: 1 }];
  });
  const newest = Math.max(...pieces.map(({ at }) => at));
  // Theirs may be a second older than ours, for the way they had.
  const current = pieces
    .filter(({ at }) => newest - at <= 1)
    .map((one) => ({ ...one, at: newest }));
  return { items: seriesOf(current, 1) };
}

/** Whoever is on this machine may read, and admins; a proxy's requests come from elsewhere. */
async function refuseStrangers(deps: Deps, request: FastifyRequest): Promise<void> {
  const { headers, ip } = request;
  const isForwarded = Object.keys(headers).some((name) => OF_PROXIES.test(name));
  if (isLoopback(ip) && !isForwarded) return;
  const person = await deps.sessions.find(request);
  if (person === null) throw new CodedError('not_signed_in', 'Sign in first');
  if (!can(person, 'administer')) throw new CodedError('not_allowed', 'Only admins may read this');
}

/** What proxies add; some add only one of these, and which one is theirs to choose. */
const OF_PROXIES = /^(forwarded|via|x-forwarded(-.+)?|x-real-ip|cf-connecting-ip|true-client-ip)$/;

function isLoopback(ip: string): boolean {
  const address = ip.replace(/^::ffff:/, '');
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
