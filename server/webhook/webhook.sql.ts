import type { WebhookEvent } from '#contract/webhook.ts';
import { statement } from '../db/statement.ts';

/** Statements on webhooks. Their secrets are read by `claimDelivery` alone. */

export interface WebhookRow {
  readonly id: number;
  readonly url: string;
  readonly events: WebhookEvent[];
  readonly description: string | null;
  readonly is_active: boolean;
  readonly disabled_because: 'gone' | 'failing' | null;
  readonly old_secret_until: string | null;
  readonly failing_since: string | null;
  readonly created_at: string;
  readonly created_by: number;
  readonly version: number;
  readonly waiting: number;
  readonly failed: number;
  readonly last: {
    readonly at: string;
    readonly state: 'waiting' | 'sent' | 'failed';
    readonly answerStatus: number | null;
    readonly fault: string | null;
  } | null;
}

const COLUMNS = `id, url, events, description, is_active, disabled_because,
  case when old_secret_until > now() then old_secret_until end as old_secret_until,
  failing_since, created_at, created_by, version,
  (select count(*)::int from webhook_delivery
   where webhook_id = webhook.id and state = 'waiting') as waiting,
  (select count(*)::int from webhook_delivery
   where webhook_id = webhook.id and state = 'failed'
     and tried_at > now() - interval '1 day') as failed,
  (select json_build_object('state', state, 'answerStatus', answer_status, 'fault', fault,
     'at', to_char(tried_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
   from webhook_delivery
   where webhook_id = webhook.id and tried_at is not null and not is_sending
   order by id desc limit 1) as last`;

export const listWebhooks = statement<WebhookRow>(
  'webhook-list',
  `select ${COLUMNS} from webhook order by id`,
);

/** $1 id. */
export const findWebhook = statement<WebhookRow>(
  'webhook-find',
  `select ${COLUMNS} from webhook where id = $1`,
);

/** $1 id. Whoever else would change it waits until this transaction ends. */
export const lockWebhook = statement<WebhookRow>(
  'webhook-lock',
  `select ${COLUMNS} from webhook where id = $1 for no key update`,
);

/** Until the transaction ends nobody else adds one: their number is limited. */
export const lockWebhooks = statement<{ readonly count: number }>(
  'webhook-lock-all',
  `select (select count(*)::int from webhook) as count
   from pg_advisory_xact_lock(hashtext('webhook'))`,
);

/** $1 url, $2 events, $3 description, $4 whether it is active, $5 secret, $6 user. */
export const insertWebhook = statement<{ readonly id: number }>(
  'webhook-insert',
  `insert into webhook (url, events, description, is_active, secret, created_by)
   values ($1, $2, $3, $4, $5, $6) returning id`,
);

/** $1 id, $2 url, $3 events, $4 description, $5 whether it is active. A person knows better. */
export const updateWebhook = statement(
  'webhook-update',
  `update webhook set url = $2, events = $3, description = $4, is_active = $5,
     disabled_because = null, failing_since = null, version = version + 1
   where id = $1`,
);

/** $1 id, $2 secret, $3 for how many milliseconds the old one is good, too. */
export const updateSecret = statement<{ readonly old_secret_until: string }>(
  'webhook-update-secret',
  `update webhook set secret = $2, old_secret = secret,
     old_secret_until = now() + $3 * interval '1 ms'
   where id = $1 returning old_secret_until`,
);

/** $1 id. */
export const deleteWebhook = statement('webhook-delete', 'delete from webhook where id = $1');

export interface FailingRow {
  readonly id: number;
  readonly url: string;
  readonly failures: number;
}

/** Those with deliveries given up within a day, or switched off by the server. */
export const listFailing = statement<FailingRow>(
  'webhook-list-failing',
  `select id, url, failures from webhook, lateral (
     select (disabled_because is not null)::int + (
       select count(*)::int from webhook_delivery
       join webhook_event on webhook_event.id = event_id
       where webhook_id = webhook.id and state = 'failed' and type <> 'webhook.test'
         and tried_at > now() - interval '1 day') as failures
   ) as counted where failures > 0`,
);
