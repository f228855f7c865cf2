import type { WebhookEvent } from '#contract/webhook.ts';
import type { Transaction } from '../db/database.ts';
import { insertEvents, newEvents } from './delivery.sql.ts';

/** Something that happened, for those who subscribe to it. */
export interface Told {
  readonly type: WebhookEvent;
  /** When; null for now. */
  readonly at: string | null;
  /** The resource as the API gives it to an admin. */
  readonly data: object;
}

/**
 * Notes events in the transaction of what they tell: both are stored, or neither. Where nobody
 * subscribes nothing is stored.
 */
export async function recordEvents(tx: Transaction, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const rows = told.map(({ type, at, data }) => ({ type, at, data: JSON.stringify(data) }));
  await tx.run(insertEvents, newEvents.arraysOf(rows));
}

/** One event, of now. */
export function recordEvent(tx: Transaction, type: WebhookEvent, data: object): Promise<void> {
  return recordEvents(tx, [{ type, at: null, data }]);
}
