import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/alert.ts';
import type { Deps } from '../deps.ts';
import { etagOf, requireIfMatch } from '../http/etag.ts';
import { addRoute } from '../http/route.ts';
import type { Monitor } from '../monitor/monitor.ts';
import * as alerts from './alert.ts';
import { getAlertMail } from './mail.ts';
import { watchAlerts } from './watch.ts';

/** Rules and alerts; what is watched for is judged while the app runs. */
export function alertRoutes(app: FastifyInstance, deps: Deps, monitor: Monitor): void {
  app.addHook('onClose', watchAlerts(deps, monitor));
  addRoute(app, deps, contract.listAlertRules, async () => ({
    items: (await alerts.listRules(deps)).map(toAnswer),
    mail: await getAlertMail(deps),
  }));
  addRoute(app, deps, contract.getAlertRule, async ({ params, reply }) => {
    const rule = await alerts.getRule(deps, params.key);
    reply.header('etag', etagOf(rule.version));
    return toAnswer(rule);
  });
  addRoute(app, deps, contract.changeAlertRule, async (call) => {
    const { person, params, body, request, reply } = call;
    const expectVersion = requireIfMatch(request);
    const by = { person, ip: request.ip };
    const rule = await alerts.changeRule(deps, by, params.key, body, expectVersion);
    reply.header('etag', etagOf(rule.version));
    return toAnswer(rule);
  });
  addRoute(app, deps, contract.listAlerts, ({ query }) => alerts.listAlerts(deps, query));
  addRoute(app, deps, contract.acknowledgeAlert, ({ person, params, body, request }) =>
    alerts.acknowledgeAlert(deps, { person, ip: request.ip }, params.id, body?.note),
  );
}

function toAnswer({ version, ...rule }: alerts.ShownRule) {
  return { ...rule, etag: etagOf(version) };
}
