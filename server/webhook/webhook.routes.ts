import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/webhook.ts';
import type { Deps } from '../deps.ts';
import { etagOf, requireIfMatch } from '../http/etag.ts';
import { addRoute } from '../http/route.ts';
import { listDeliveries, replayDelivery, testWebhook } from './delivery.ts';
import * as webhooks from './webhook.ts';

/** Other programs that are told what happens. */
export function webhookRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.listWebhooks, async () => ({
    items: await webhooks.listWebhooks(deps),
    privateAddresses: deps.config.webhookPrivateAddresses,
  }));
  addRoute(app, deps, contract.createWebhook, async ({ person, body, request, reply }) => {
    const made = await webhooks.createWebhook(deps, { person, ip: request.ip }, body);
    reply.header('location', `/api/v2/webhooks/${made.webhook.id}`);
    reply.header('etag', etagOf(made.version));
    return { ...made.webhook, secret: made.secret };
  });
  addRoute(app, deps, contract.getWebhook, async ({ params, reply }) => {
    const { webhook, version } = await webhooks.getWebhook(deps, params.id);
    reply.header('etag', etagOf(version));
    return webhook;
  });
  addRoute(app, deps, contract.changeWebhook, async ({ person, params, body, request, reply }) => {
    const expectVersion = requireIfMatch(request);
    const by = { person, ip: request.ip };
    const changed = await webhooks.changeWebhook(deps, by, params.id, body, expectVersion);
    reply.header('etag', etagOf(changed.version));
    return changed.webhook;
  });
  addRoute(app, deps, contract.deleteWebhook, async ({ person, params, request }) => {
    await webhooks.deleteWebhook(deps, { person, ip: request.ip }, params.id);
    return null;
  });
  addRoute(app, deps, contract.rotateWebhookSecret, ({ person, params, request }) =>
    webhooks.rotateSecret(deps, { person, ip: request.ip }, params.id),
  );
  addRoute(app, deps, contract.testWebhook, ({ person, params, request }) =>
    testWebhook(deps, { person, ip: request.ip }, params.id),
  );
  addRoute(app, deps, contract.listWebhookDeliveries, ({ params, query }) =>
    listDeliveries(deps, params.id, query),
  );
  addRoute(app, deps, contract.replayWebhookDelivery, ({ person, params, request }) =>
    replayDelivery(deps, { person, ip: request.ip }, params.id),
  );
}
