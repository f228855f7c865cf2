import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Instant, Nullable, OneOf, pageOf, pageQuery } from './schema.ts';

/** What happens here, told to other programs: signed as Standard Webhooks says. */

const tag = 'Webhooks';

/** What can be subscribed to. */
export const WEBHOOK_EVENTS = [
  'bag.packed',
  'bag.sealed',
  'bag.reopened',
  'bag.voided',
  'bill.completed',
  'bill.reopened',
  'import.done',
  'import.failed',
  'import.undone',
  'report.sent',
  'alert.raised',
  'alert.changed',
  'alert.cleared',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent when an admin asks for it, to whoever is tried out. */
export const TEST_EVENT = 'webhook.test';

export const WEBHOOKS_MAX = 50;
const URL_LENGTH_MAX = 2_000;
const DESCRIPTION_LENGTH_MAX = 200;

const fields = {
  url: Type.String({
    minLength: 1,
    maxLength: URL_LENGTH_MAX,
    description:
      'http or https, without user and password. Addresses of private networks are refused ' +
      'unless the server is started with `WEBHOOK_PRIVATE_ADDRESSES=allow`.',
    examples: ['https://erp.example.com/hooks/traitortrack'],
  }),
  events: Type.Array(OneOf(WEBHOOK_EVENTS), { minItems: 1, uniqueItems: true }),
  description: Nullable(Type.String({ maxLength: DESCRIPTION_LENGTH_MAX })),
  active: Type.Boolean({ description: 'nothing is noted for one that is not' }),
};

export const DELIVERY_STATES = ['waiting', 'sent', 'failed'] as const;
const State = OneOf(DELIVERY_STATES);

const LastDelivery = Type.Object({
  at: Instant,
  state: State,
  answerStatus: Nullable(Type.Integer()),
  fault: Nullable(Type.String()),
});

export const Webhook = Type.Object({
  id: Type.Integer(),
  ...fields,
  disabledBecause: Nullable(
    Type.Unsafe<'gone' | 'failing'>({
      type: 'string',
      enum: ['gone', 'failing'],
      description: 'why the server switched it off: the receiver said 410, or failed for days',
    }),
  ),
  oldSecretUntil: Nullable(
    Type.String({ format: 'date-time', description: 'so long the secret before is good, too' }),
  ),
  createdAt: Instant,
  createdBy: Nullable(Type.String()),
  health: Type.Object({
    last: Nullable(LastDelivery),
    waiting: Type.Integer({ description: 'deliveries to be tried, or tried again' }),
    failedLastDay: Type.Integer({ description: 'given up within the last 24 hours' }),
    failingSince: Nullable(
      Type.String({ format: 'date-time', description: 'since when nothing has got through' }),
    ),
  }),
});
export type Webhook = Static<typeof Webhook>;

const Secret = Type.String({
  description: 'shown this once; for the libraries of Standard Webhooks',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
});

export const WebhookDelivery = Type.Object({
  id: Type.Integer(),
  webhookId: Type.Integer(),
  eventId: Type.String({ description: 'the header `webhook-id`: the same at each try' }),
  type: OneOf([...WEBHOOK_EVENTS, TEST_EVENT]),
  state: State,
  attempts: Type.Integer(),
  createdAt: Instant,
  triedAt: Nullable(Instant),
  nextTryAt: Nullable(Instant),
  answerStatus: Nullable(Type.Integer()),
  answer: Nullable(Type.String({ description: 'the beginning of what the receiver said' })),
  fault: Nullable(Type.String({ description: 'why there was no answer, or no good one' })),
  durationMs: Nullable(Type.Integer()),
  payload: Type.Object({
    type: Type.String(),
    timestamp: Instant,
    data: Type.Unknown({ description: 'the resource, as the API gives it to an admin' }),
  }),
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

export const listWebhooks = endpoint({
  method: 'GET',
  path: '/api/v2/webhooks',
  access: 'administer',
  tag,
  summary: 'All webhooks, and how they do',
  response: {
    200: Type.Object({
      items: Type.Array(Webhook),
      privateAddresses: Type.Boolean({ description: 'whether private addresses are allowed' }),
    }),
  },
});

export const createWebhook = endpoint({
  method: 'POST',
  path: '/api/v2/webhooks',
  access: 'administer',
  tag,
  summary: 'Add a webhook',
  description:
    'The answer has the secret, once. Events from now on are delivered at least once, in no ' +
    'promised order, as `{type, timestamp, data}` with the headers `webhook-id`, ' +
    '`webhook-timestamp` and `webhook-signature` (v1). An answer of 2xx within 15 seconds is ' +
    'success; anything else is tried again for about three days, and 410 switches it off.',
  body: Type.Object({
    url: fields.url,
    events: fields.events,
    description: Type.Optional(fields.description),
    active: Type.Optional(fields.active),
  }),
  response: { 201: Type.Object({ ...Webhook.properties, secret: Secret }) },
});

export const getWebhook = endpoint({
  method: 'GET',
  path: '/api/v2/webhooks/:id',
  access: 'administer',
  tag,
  summary: 'One webhook',
  params: Id,
  response: { 200: Webhook },
});

export const changeWebhook = endpoint({
  method: 'PATCH',
  needsIfMatch: true,
  path: '/api/v2/webhooks/:id',
  access: 'administer',
  tag,
  summary: 'Change a webhook',
  description:
    'Needs `If-Match` with the ETag. While it is not active nothing is sent; what waited goes ' +
    'out once it is active again.',
  params: Id,
  body: Type.Partial(Type.Object(fields)),
  response: { 200: Webhook },
});

export const deleteWebhook = endpoint({
  method: 'DELETE',
  path: '/api/v2/webhooks/:id',
  access: 'administer',
  tag,
  summary: 'Remove a webhook and its deliveries',
  params: Id,
  response: { 204: Type.Null() },
});

export const rotateWebhookSecret = endpoint({
  method: 'POST',
  path: '/api/v2/webhooks/:id/secret',
  access: 'administer',
  tag,
  summary: 'Make a new secret',
  description:
    'For 24 hours the old one is good, too: deliveries carry a signature of each, so that the ' +
    'receiver can change over meanwhile.',
  params: Id,
  response: { 200: Type.Object({ secret: Secret, oldSecretUntil: Instant }) },
});

export const testWebhook = endpoint({
  method: 'POST',
  path: '/api/v2/webhooks/:id/test',
  access: 'administer',
  tag,
  summary: 'Send a `webhook.test` now',
  description: 'Also to one that is not active. Waits for the answer; it is not tried again.',
  params: Id,
  response: { 200: WebhookDelivery },
});

export const listWebhookDeliveries = endpoint({
  method: 'GET',
  path: '/api/v2/webhooks/:id/deliveries',
  access: 'administer',
  tag,
  summary: 'What was sent or is to be sent, newest first; kept for 30 days',
  params: Id,
  query: Type.Object({ ...pageQuery, state: Type.Optional(State) }),
  response: { 200: pageOf(WebhookDelivery) },
});

export const replayWebhookDelivery = endpoint({
  method: 'POST',
  path: '/api/v2/webhook-deliveries/:id/replay',
  access: 'administer',
  tag,
  summary: 'Send a delivery again',
  description:
    'As soon as possible and under the same `webhook-id`, however it went before. Refused with ' +
    '`webhook_inactive` while the webhook is not active.',
  params: Id,
  response: { 202: WebhookDelivery },
});
