import type { Static } from 'typebox';
import type { listWebhookDeliveries as listEndpoint, WebhookDelivery } from '#contract/webhook.ts';
import type { By } from '../audit/audit.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { readCursor, writeCursor } from '../list/cursor.ts';
import { readPage } from '../list/search.ts';
import { deliverTest } from './deliver.ts';
import * as sql from './delivery.sql.ts';
import { getWebhook } from './webhook.ts';

const LIST = 'webhook deliveries';

/**
 * A page of a webhook's deliveries, newest first.
 * @throws {CodedError} webhook_unknown, bad_cursor
 */
export async function listDeliveries(
  deps: Deps,
  webhookId: number,
  query: Static<typeof listEndpoint.query>,
): Promise<{ items: WebhookDelivery[]; nextCursor: string | null }> {
  await getWebhook(deps, webhookId);
  const page = await readPage<sql.DeliveryRow>(
    null,
    readCursor(LIST, ['integer'], query.cursor),
    query.limit,
    ({ key }, rowsMax) =>
      deps.db.run(sql.listDeliveries, [webhookId, key?.[0] ?? null, query.state ?? null, rowsMax]),
    ({ id }) => [String(id)],
  );
  return { items: page.rows.map(shownOf), nextCursor: writeCursor(LIST, page.next) };
}

/**
 * Sends a `webhook.test` and waits for the answer.
 * @throws {CodedError} webhook_unknown
 */
export async function testWebhook(deps: Deps, by: By, webhookId: number): Promise<WebhookDelivery> {
  const { webhook } = await getWebhook(deps, webhookId);
  const { person, ip } = by;
  const data = JSON.stringify({ webhook: { id: webhook.id, url: webhook.url } });
  const made = await deps.db.transaction(async (tx) => {
    const [row] = await tx.run(sql.insertTest, [webhookId, data]);
    const entry = { actor: person.username, subject: `webhook:${webhookId}`, ip };
    await deps.audit.record(tx, { ...entry, action: 'webhook.test' });
    return row;
  });
  if (made === undefined) throw new Error('a test that was just made is not there');
  await deliverTest(deps, made.id);
  return find(deps, made.id);
}

/**
 * Has a delivery sent again, however it went before.
 * @throws {CodedError} delivery_unknown, webhook_inactive
 */
export async function replayDelivery(deps: Deps, by: By, id: number): Promise<WebhookDelivery> {
  const { webhookId } = await find(deps, id);
  const { person, ip } = by;
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.run(sql.replayDelivery, [id]);
    if (row === undefined) {
      throw new CodedError('webhook_inactive', 'Make the webhook active first');
    }
    const entry = { actor: person.username, subject: `webhook:${webhookId}`, ip };
    await deps.audit.record(tx, { ...entry, action: 'webhook.replay', after: { delivery: id } });
  });
  return find(deps, id);
}

async function find({ db }: Deps, id: number): Promise<WebhookDelivery> {
  const [row] = await db.run(sql.findDelivery, [id]);
  if (row === undefined) throw new CodedError('delivery_unknown', 'There is no such delivery');
  return shownOf(row);
}

function shownOf({ at: timestamp, data, ...row }: sql.DeliveryRow): WebhookDelivery {
  return { ...row, payload: { type: row.type, timestamp, data } };
}
