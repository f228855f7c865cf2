import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookEvent } from '#contract/webhook.ts';
import { makeBagLookUp } from '../bag/look-up.ts';
import type { Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { recordEvents, type Told } from './event.ts';
import * as sql from './feed.sql.ts';

const SCANS_AT_ONCE_MAX = 500;
/** A batch of scans is written in milliseconds; one that takes longer is waited for next time. */
const WRITERS_WAIT_MS = 1_000;
const WRITERS_LOOK_MS = 5;

/**
 * Reads what is new in the ledger and notes the events of it, in one transaction with how far it
 * was read: a crash repeats nothing and leaves nothing out, and recording scans knows nothing of it
 * (docs/decisions/0008-webhooks-read-the-ledger.md).
 * @returns whether there is more.
 */
export async function feedEvents(deps: Deps, stopping: AbortSignal): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const [feed] = await tx.run(sql.lockFeed);
    if (feed === undefined) return false;
    if (!(await areWritten(tx, stopping))) return false;
    const values = [feed.seq, feed.head, feed.at, SCANS_AT_ONCE_MAX];
    const scans = await tx.run(sql.listTellingScans, values);
    await recordEvents(tx, await toldOf(deps, scans));
    const last = scans.length === SCANS_AT_ONCE_MAX ? scans.at(-1) : undefined;
    const place = last === undefined ? [feed.head, feed.head_at] : [last.seq, feed.at];
    await tx.run(sql.updateFeed, place);
    return last !== undefined;
  });
}

/**
 * Waits until all scans with a number so far are there or never will be. Who writes scans locks the
 * table before the first of them gets its number, and until it has ended: so whoever holds the lock
 * now may have numbers that cannot be seen yet, and nobody else has.
 * @returns false when somebody takes too long.
 */
async function areWritten(tx: Transaction, stopping: AbortSignal): Promise<boolean> {
  const writing = async () => new Set((await tx.run(sql.listWriters)).map(({ writer }) => writer));
  let open = await writing();
  const endsAt = performance.now() + WRITERS_WAIT_MS;
  while (open.size > 0) {
    if (stopping.aborted || performance.now() > endsAt) return false;
    await sleep(WRITERS_LOOK_MS);
    open = open.intersection(await writing());
  }
  return true;
}

const EVENT_OF: Readonly<Record<sql.TellingScanRow['outcome'], WebhookEvent>> = {
  packed_full: 'bag.packed',
  moved_full: 'bag.packed',
  sealed: 'bag.sealed',
  reopened: 'bag.reopened',
  voided: 'bag.voided',
};

async function toldOf(deps: Deps, scans: readonly sql.TellingScanRow[]): Promise<Told[]> {
  const { getBag } = makeBagLookUp(deps);
  const told = scans.map(async ({ outcome, code, parent_code, received_at: at }) => {
    const isPacked = outcome === 'packed_full' || outcome === 'moved_full';
    const named = isPacked ? (parent_code ?? code) : code;
    try {
      return [{ type: EVENT_OF[outcome], at, data: await getBag(named) }];
    } catch (error) {
      if (!(error instanceof CodedError && error.code === 'bag_unknown')) throw error;
      // The ledger and the state differ, which `verify` tells; the events after it must not wait.
      deps.log.error({ code: named }, 'a bag of the ledger is not there; no webhook is told of it');
      return [];
    }
  });
  return (await Promise.all(told)).flat();
}
