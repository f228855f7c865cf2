import type { Alert } from '#contract/alert.ts';
import type { Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { recordEvent } from '../webhook/event.ts';
import { writeMails } from './mail.ts';

export interface AlertEvent {
  /** `worsened` and `eased` are changes of level. */
  readonly kind: 'raised' | 'worsened' | 'eased' | 'cleared';
  readonly alert: Alert;
}

/**
 * A way in which alerts reach people. It is called in the transaction that stores the alert, once
 * over all processes, so that a job it queues there is queued if and only if the alert is stored.
 * It must not wait for anything outside of the database.
 */
export type AlertChannel = (deps: Deps, tx: Transaction, event: AlertEvent) => Promise<void>;

/** Besides the list of alerts, and the hint to whoever looks on (see `watch.ts`). */
export const ALERT_CHANNELS: readonly AlertChannel[] = [writeLog, writeMails, recordForWebhooks];

/** For whoever collects the log. */
async function writeLog({ log }: Deps, _tx: Transaction, event: AlertEvent): Promise<void> {
  const { kind, alert } = event;
  const { rule, level, subject, message } = alert;
  const isBad = kind === 'raised' || kind === 'worsened';
  log[isBad ? 'warn' : 'info']({ alert: rule, level, subject }, `alert ${kind}: ${message}`);
}

const EVENTS = {
  raised: 'alert.raised',
  worsened: 'alert.changed',
  eased: 'alert.changed',
  cleared: 'alert.cleared',
} as const;

function recordForWebhooks(_deps: Deps, tx: Transaction, event: AlertEvent): Promise<void> {
  return recordEvent(tx, EVENTS[event.kind], event.alert);
}
