import type { TEST_EVENT, WebhookEvent } from '#contract/webhook.ts';
import { columns } from '../db/columns.ts';
import { statement } from '../db/statement.ts';

/** Statements on events and their deliveries. */

/** A job only wakes: one for each delivery is enough, and the state is in the delivery's row. */
const wake = (runAt: string) => `select due.id from due, graphile_worker.add_job('webhook',
     json_build_object('id', due.id), job_key := 'webhook ' || due.id, run_at := ${runAt},
     max_attempts := 3)`;

export const newEvents = columns({ type: 'text', at: 'timestamptz', data: 'text' });

/**
 * Notes events for those who subscribe to them, and wakes who delivers, all in the transaction that
 * it runs in. Where nobody subscribes nothing is stored.
 */
export const insertEvents = statement<{ readonly id: number }>(
  'webhook-insert-events',
  `with event as (
     insert into webhook_event (id, type, at, data)
     select gen_random_uuid(), told.type, coalesce(told.at, now()), told.data::json
     from ${newEvents.unnest('told', 1)}
     where exists (select from webhook where is_active and told.type = any(events))
     returning id, type
   ), due as (
     insert into webhook_delivery (webhook_id, event_id)
     select webhook.id, event.id from event
     join webhook on is_active and event.type = any(events)
     returning id
   )
   ${wake('now()')}`,
);

/** $1 webhook, $2 data. It is ours to send for $3 milliseconds, active or not. */
export const insertTest = statement<{ readonly id: number }>(
  'webhook-insert-test',
  `with event as (
     insert into webhook_event (id, type, at, data)
     values (gen_random_uuid(), 'webhook.test', now(), $2) returning id
   )
   insert into webhook_delivery (webhook_id, event_id)
   select $1, id from event returning id`,
);

export interface ClaimedRow {
  readonly id: number;
  readonly attempts: number;
  readonly webhook_id: number;
  readonly url: string;
  readonly secret: string;
  readonly old_secret: string | null;
  readonly event_id: string;
  readonly type: WebhookEvent | typeof TEST_EVENT;
  readonly at: string;
  readonly data: unknown;
}

const CLAIM = `
  update webhook_delivery as delivery set attempts = attempts + 1, is_sending = true,
    tried_at = now(), next_try_at = now() + $2 * interval '1 ms'
  from webhook, webhook_event as event
  where delivery.id = $1 and state = 'waiting' and next_try_at <= now()
    and webhook.id = webhook_id and event.id = event_id`;
const CLAIMED = `returning delivery.id, attempts, webhook_id, url, secret,
  case when old_secret_until > now() then old_secret end as old_secret, event_id, type, at, data`;

/**
 * $1 delivery, $2 for how many milliseconds it is ours, $3 how many may be on their way at a time
 * to a receiver that fails. Nothing comes back when it is somebody else's, not due, or too many.
 */
export const claimDelivery = statement<ClaimedRow>(
  'webhook-claim',
  `${CLAIM} and is_active and (failing_since is null or $3 > (
     select count(*) from webhook_delivery other
     where other.webhook_id = webhook.id and other.state = 'waiting' and other.is_sending
       and other.next_try_at > now()))
   ${CLAIMED}`,
);

/** $1 delivery, $2 milliseconds. */
export const claimTest = statement<ClaimedRow>('webhook-claim-test', `${CLAIM} ${CLAIMED}`);

/** $1 delivery, $2 milliseconds. For one that is due and had to give way to others. */
export const postponeDelivery = statement<{ readonly id: number }>(
  'webhook-postpone',
  `with due as (
     update webhook_delivery set next_try_at = now() + $2 * interval '1 ms'
     from webhook
     where webhook_delivery.id = $1 and state = 'waiting' and next_try_at <= now()
       and webhook.id = webhook_id and is_active
     returning webhook_delivery.id, next_try_at
   )
   ${wake('next_try_at')}`,
);

/** $1 delivery. The server stops in the middle: as if it had not been tried. */
export const releaseDelivery = statement<{ readonly id: number }>(
  'webhook-release',
  `with due as (
     update webhook_delivery set next_try_at = now(), attempts = attempts - 1, is_sending = false
     where id = $1 and state = 'waiting' returning id
   )
   ${wake('now()')}`,
);

/** $1 delivery, $2 status, $3 answer, $4 duration. */
export const updateSent = statement(
  'webhook-update-sent',
  `with sent as (
     update webhook_delivery set state = 'sent', next_try_at = null, is_sending = false,
       answer_status = $2, answer = $3, fault = null, duration_ms = $4
     where id = $1 returning webhook_id
   )
   update webhook set failing_since = null from sent
   where webhook.id = webhook_id and failing_since is not null`,
);

/**
 * $1 delivery, $2 status, $3 answer, $4 duration, $5 fault, $6 milliseconds until the next try, or
 * null for none.
 */
export const updateFailed = statement<{ readonly id: number }>(
  'webhook-update-failed',
  `with due as (
     update webhook_delivery set is_sending = false,
       state = case when $6::bigint is null then 'failed' else 'waiting' end,
       next_try_at = now() + $6::bigint * interval '1 ms',
       answer_status = $2, answer = $3, duration_ms = $4, fault = $5
     where id = $1 returning id, next_try_at
   )
   ${wake('next_try_at')} where next_try_at is not null`,
);

/**
 * $1 webhook, $2 whether its receiver is gone, $3 after how many milliseconds without any success
 * it is switched off. A row comes back when it is switched off now.
 */
export const updateFailing = statement<{ readonly disabled_because: 'gone' | 'failing' | null }>(
  'webhook-update-failing',
  `update webhook set failing_since = coalesce(failing_since, now()),
     is_active = is_active and not $2 and not is_late,
     disabled_because = case when not is_active then disabled_because
       when $2 then 'gone' when is_late then 'failing' end,
     version = version + (is_active and ($2 or is_late))::int
   from (select coalesce(failing_since < now() - $3 * interval '1 ms', false) as is_late
     from webhook where id = $1 for no key update) as found
   where id = $1 and (failing_since is null or (is_active and ($2 or is_late)))
   returning disabled_because`,
);

/**
 * Wakes who delivers what is due: a job is with the process that took it, also when that has died.
 * $1 how many milliseconds overdue, $2 the only webhook, or null for all.
 */
export const wakeOverdue = statement<{ readonly id: number }>(
  'webhook-wake-overdue',
  `with due as (
     select webhook_delivery.id from webhook_delivery join webhook on webhook.id = webhook_id
     where state = 'waiting' and next_try_at < now() - $1 * interval '1 ms' and is_active
       and ($2::int is null or webhook_id = $2)
     order by next_try_at limit 1000
   )
   ${wake('now()')}`,
);

export interface DeliveryRow {
  readonly id: number;
  readonly webhookId: number;
  readonly eventId: string;
  readonly type: WebhookEvent | typeof TEST_EVENT;
  readonly at: string;
  readonly data: unknown;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  readonly createdAt: string;
  readonly triedAt: string | null;
  readonly nextTryAt: string | null;
  readonly answerStatus: number | null;
  readonly answer: string | null;
  readonly fault: string | null;
  readonly durationMs: number | null;
}

const SHOWN = `delivery.id, webhook_id as "webhookId", event_id as "eventId", type, at, data, state,
  attempts, created_at as "createdAt", tried_at as "triedAt", next_try_at as "nextTryAt",
  answer_status as "answerStatus", answer, fault, duration_ms as "durationMs"`;
const FROM = 'from webhook_delivery delivery join webhook_event event on event.id = event_id';

/** $1 webhook, $2 id to go on below, or null, $3 state or null, $4 rows. */
export const listDeliveries = statement<DeliveryRow>(
  'webhook-list-deliveries',
  `select ${SHOWN} ${FROM}
   where webhook_id = $1 and delivery.id < coalesce($2::int, 2147483647)
     and ($3::text is null or state = $3)
   order by delivery.id desc limit $4`,
);

/** $1 delivery. */
export const findDelivery = statement<DeliveryRow>(
  'webhook-find-delivery',
  `select ${SHOWN} ${FROM} where delivery.id = $1`,
);

/** $1 delivery. Nothing comes back while its webhook is not active. */
export const replayDelivery = statement<{ readonly id: number }>(
  'webhook-replay',
  `with due as (
     update webhook_delivery set state = 'waiting', attempts = 0, next_try_at = now(),
       is_sending = false, fault = null
     from webhook
     where webhook_delivery.id = $1 and webhook.id = webhook_id and is_active
     returning webhook_delivery.id
   )
   ${wake('now()')}`,
);

/** $1 days, $2 how many at once. Their deliveries go with them. */
export const deleteOldEvents = statement<{ readonly id: string }>(
  'webhook-delete-old-events',
  `delete from webhook_event where id in (
     select id from webhook_event where at < now() - $1 * interval '1 day' order by at limit $2
   ) returning id`,
);
