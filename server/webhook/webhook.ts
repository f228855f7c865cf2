import { randomBytes } from 'node:crypto';
import type { Static } from 'typebox';
import type { AuditAction } from '#contract/audit.ts';
import {
  type changeWebhook as changeEndpoint,
  type createWebhook as createEndpoint,
  WEBHOOKS_MAX,
  type Webhook,
} from '#contract/webhook.ts';
import type { By } from '../audit/audit.ts';
import { diffOf } from '../audit/diff.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { refuseWrittenAddress } from './address.ts';
import { wakeOverdue } from './delivery.sql.ts';
import { beginFeed } from './feed.sql.ts';
import * as sql from './webhook.sql.ts';

type NewWebhook = Static<typeof createEndpoint.body>;
type WebhookChange = Static<typeof changeEndpoint.body>;
type Fields = Required<WebhookChange>;

/** A webhook and its version, for the entity tag. */
export interface ShownWebhook {
  readonly webhook: Webhook;
  readonly version: number;
}

/** A receiver has so long to learn a new secret. */
const OLD_SECRET_MS = 24 * 3_600_000;
const SECRET_BYTES = 32;

export async function listWebhooks(deps: Deps): Promise<Webhook[]> {
  const rows = await deps.db.run(sql.listWebhooks);
  return rows.map((row) => shownOf(row, deps).webhook);
}

/** @throws {CodedError} webhook_unknown */
export async function getWebhook(deps: Deps, id: number): Promise<ShownWebhook> {
  return shownOf(only(await deps.db.run(sql.findWebhook, [id])), deps);
}

/**
 * Adds a webhook, which hears of what happens from now on.
 * @returns its secret, too, which is shown this once.
 * @throws {CodedError} not_possible for a URL that nothing may be sent to, or one too many
 */
export async function createWebhook(
  deps: Deps,
  by: By,
  input: NewWebhook,
): Promise<ShownWebhook & { readonly secret: string }> {
  const { url, events, description = null, active = true } = input;
  const fields = { url: urlOf(deps, url), events, description: textOf(description), active };
  const secret = makeSecret();
  const shown = await deps.db.transaction(async (tx) => {
    const [known] = await tx.run(sql.lockWebhooks);
    if (known !== undefined && known.count >= WEBHOOKS_MAX) {
      throw new CodedError('not_possible', `There can be ${WEBHOOKS_MAX} webhooks`);
    }
    await tx.run(beginFeed);
    const [made] = await tx.run(sql.insertWebhook, [...valuesOf(fields), secret, by.person.userId]);
    if (made === undefined) throw new Error('a webhook that was just made is not there');
    await audit(deps, tx, by, made.id, 'webhook.create', { after: fields });
    return shownOf(await find(tx, made.id), deps);
  });
  return { ...shown, secret };
}

/**
 * Changes what `change` names. Who makes it active again has what waited sent at once.
 * @throws {CodedError} webhook_unknown, etag_mismatch, not_possible
 */
export async function changeWebhook(
  deps: Deps,
  by: By,
  id: number,
  change: WebhookChange,
  expectVersion: (version: number) => void,
): Promise<ShownWebhook> {
  return deps.db.transaction(async (tx) => {
    const row = only(await tx.run(sql.lockWebhook, [id]));
    expectVersion(row.version);
    const before = fieldsOf(row);
    const wanted: Fields = {
      url: change.url === undefined ? before.url : urlOf(deps, change.url),
      events: change.events ?? before.events,
      description:
        change.description === undefined ? before.description : textOf(change.description),
      active: change.active ?? before.active,
    };
    const diff = diffOf(inWords(before), inWords(wanted));
    if (diff === null) return shownOf(row, deps);
    if (wanted.active) await tx.run(beginFeed);
    await tx.run(sql.updateWebhook, [id, ...valuesOf(wanted)]);
    if (wanted.active && !before.active) await tx.run(wakeOverdue, [0, id]);
    await audit(deps, tx, by, id, 'webhook.change', diff);
    return shownOf(await find(tx, id), deps);
  });
}

/** Removes a webhook with all its deliveries. @throws {CodedError} webhook_unknown */
export async function deleteWebhook(deps: Deps, by: By, id: number): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const before = fieldsOf(only(await tx.run(sql.lockWebhook, [id])));
    await tx.run(sql.deleteWebhook, [id]);
    await audit(deps, tx, by, id, 'webhook.delete', { before });
  });
}

/** Makes a new secret, beside which the old one is good for a day. */
export async function rotateSecret(
  deps: Deps,
  by: By,
  id: number,
): Promise<{ readonly secret: string; readonly oldSecretUntil: string }> {
  const secret = makeSecret();
  const oldSecretUntil = await deps.db.transaction(async (tx) => {
    const [row] = await tx.run(sql.updateSecret, [id, secret, OLD_SECRET_MS]);
    if (row === undefined) throw unknownWebhook();
    await audit(deps, tx, by, id, 'webhook.secret', {});
    return row.old_secret_until;
  });
  return { secret, oldSecretUntil };
}

/** How many deliveries of each webhook are a matter for an alert, by whom they are meant for. */
export async function listFailingWebhooks(
  db: Queryable,
): Promise<{ readonly subject: string; readonly value: number }[]> {
  const rows = await db.run(sql.listFailing);
  return rows.map(({ id, url, failures }) => ({
    subject: `webhook ${id} to ${new URL(url).host}`,
    value: failures,
  }));
}

function makeSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** @throws {CodedError} not_possible */
function urlOf({ config }: Deps, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw impossible('/url', 'must be an address that begins with https:// or http://');
  }
  if (url.username !== '' || url.password !== '') {
    throw impossible('/url', 'must not have a user name or password: check the signature instead');
  }
  try {
    if (!config.webhookPrivateAddresses) refuseWrittenAddress(url);
  } catch (refusal) {
    throw impossible('/url', refusal instanceof Error ? refusal.message : String(refusal));
  }
  return url.href;
}

function impossible(pointer: string, detail: string): CodedError {
  return new CodedError('not_possible', `${pointer} ${detail}`, { errors: [{ pointer, detail }] });
}

/** A blank text is none. */
function textOf(text: string | null): string | null {
  return text?.trim().toWellFormed() || null;
}

function valuesOf({ url, events, description, active }: Fields): unknown[] {
  return [url, events, description, active];
}

function fieldsOf({ url, events, description, is_active: active }: sql.WebhookRow): Fields {
  return { url, events, description, active };
}

/** For comparing: their order says nothing. */
function inWords({ events, ...fields }: Fields) {
  return { ...fields, events: events.toSorted().join(' ') };
}

async function find(db: Queryable, id: number): Promise<sql.WebhookRow> {
  return only(await db.run(sql.findWebhook, [id]));
}

function only(rows: readonly sql.WebhookRow[]): sql.WebhookRow {
  const [row] = rows;
  if (row === undefined) throw unknownWebhook();
  return row;
}

export function unknownWebhook(): CodedError {
  return new CodedError('webhook_unknown', 'There is no such webhook');
}

function shownOf(row: sql.WebhookRow, { catalogue }: Deps): ShownWebhook {
  const webhook = {
    id: row.id,
    ...fieldsOf(row),
    disabledBecause: row.disabled_because,
    oldSecretUntil: row.old_secret_until,
    createdAt: row.created_at,
    createdBy: catalogue.current.usernameById.get(row.created_by) ?? null,
    health: {
      last: row.last,
      waiting: row.waiting,
      failedLastDay: row.failed,
      failingSince: row.failing_since,
    },
  };
  return { webhook, version: row.version };
}

async function audit(
  deps: Deps,
  tx: Transaction,
  { person, ip }: By,
  id: number,
  action: AuditAction,
  states: { readonly before?: object; readonly after?: object },
): Promise<void> {
  const entry = { actor: person.username, action, subject: `webhook:${id}`, ...states, ip };
  await deps.audit.record(tx, entry);
}
