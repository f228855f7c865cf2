import type { Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import * as sql from './delivery.sql.ts';
import { retryWaitMs } from './retry.ts';
import { type Sent, send } from './send.ts';

/** How long everything takes; tests are in more of a hurry. */
export interface DeliveryTimes {
  /** For an answer. */
  readonly answerWaitMs: number;
  /** Whoever took a delivery and did not say how it went after so long has died. */
  readonly claimMs: number;
  /** How long to wait after so many tries; null when it is given up. */
  readonly waitMs: (attempts: number) => number | null;
  /** A webhook is switched off when nothing has got through for so long. */
  readonly disableAfterMs: number;
}

export const DELIVERY_TIMES: DeliveryTimes = {
  answerWaitMs: 15_000,
  claimMs: 30_000,
  waitMs: retryWaitMs,
  disableAfterMs: 5 * 24 * 3_600_000,
};

/** A receiver that does not answer holds up no more than this; the others go on. */
const ON_THEIR_WAY_TO_FAILING_MAX = 2;
const POSTPONED_MS = 10_000;
const GONE = 410;

/**
 * Tries a delivery, unless somebody else does, it is not due, or it is at its end.
 * @throws when the database is away: then it is tried again once nobody seems to do so.
 */
export async function deliver(
  deps: Deps,
  id: number,
  times: DeliveryTimes,
  stopping: AbortSignal,
): Promise<void> {
  const values = [id, times.claimMs, ON_THEIR_WAY_TO_FAILING_MAX];
  const [claimed] = await deps.db.run(sql.claimDelivery, values);
  if (claimed === undefined) {
    await deps.db.run(sql.postponeDelivery, [id, POSTPONED_MS]);
    return;
  }
  const sent = await sendClaimed(deps, claimed, times.answerWaitMs, stopping);
  if (stopping.aborted && sent.fault !== null) {
    await deps.db.run(sql.releaseDelivery, [id]);
    return;
  }
  await recordOutcome(deps, claimed, sent, times);
}

/** Sends a `webhook.test`, once, and waits for how it goes. */
export async function deliverTest(deps: Deps, id: number): Promise<void> {
  const { claimMs, answerWaitMs } = DELIVERY_TIMES;
  const [claimed] = await deps.db.run(sql.claimTest, [id, claimMs]);
  if (claimed === undefined) throw new Error('a test that was just made is not there');
  const never = new AbortController().signal;
  const { status, answer, durationMs, fault } = await sendClaimed(
    deps,
    claimed,
    answerWaitMs,
    never,
  );
  const values = [id, status, answer, durationMs];
  if (fault === null) await deps.db.run(sql.updateSent, values);
  else await deps.db.run(sql.updateFailed, [...values, fault, null]);
}

function sendClaimed(
  { config }: Deps,
  claimed: sql.ClaimedRow,
  answerWaitMs: number,
  stopping: AbortSignal,
): Promise<Sent> {
  const { url, secret, old_secret: oldSecret, event_id: id, type, at: timestamp, data } = claimed;
  const message = {
    url,
    secrets: oldSecret === null ? [secret] : [secret, oldSecret],
    id,
    body: JSON.stringify({ type, timestamp, data }),
  };
  const isPrivateAllowed = config.webhookPrivateAddresses;
  return send(message, { isPrivateAllowed, answerWaitMs, stopping });
}

async function recordOutcome(
  deps: Deps,
  claimed: sql.ClaimedRow,
  { status, answer, durationMs, fault }: Sent,
  times: DeliveryTimes,
): Promise<void> {
  const { id, attempts, webhook_id: webhookId } = claimed;
  const values = [id, status, answer, durationMs];
  if (fault === null) {
    await deps.db.run(sql.updateSent, values);
    return;
  }
  const isGone = status === GONE;
  // A test that is sent again is not tried again.
  const isLast = isGone || claimed.type === 'webhook.test';
  const wait = isLast ? null : times.waitMs(attempts);
  deps.log.info({ webhook: webhookId, delivery: id, attempts, fault }, 'a webhook failed');
  await deps.db.transaction(async (tx) => {
    await tx.run(sql.updateFailed, [...values, fault, wait]);
    const failing = [webhookId, isGone, times.disableAfterMs];
    const [off] = await tx.run(sql.updateFailing, failing);
    if (off?.disabled_because) await recordDisabled(deps, tx, webhookId, off.disabled_because);
  });
}

async function recordDisabled(
  deps: Deps,
  tx: Transaction,
  webhookId: number,
  disabledBecause: string,
): Promise<void> {
  deps.log.warn({ webhook: webhookId, disabledBecause }, 'a webhook is switched off');
  await deps.audit.record(tx, {
    actor: null,
    action: 'webhook.disable',
    subject: `webhook:${webhookId}`,
    before: { active: true },
    after: { active: false, disabledBecause },
    ip: null,
  });
}
