import type { Deps } from '../deps.ts';
import { deleteOldEvents, wakeOverdue } from './delivery.sql.ts';
import { feedEvents } from './feed.ts';

/** The task that tries one delivery. */
export const WEBHOOK_TASK = 'webhook';

const KEPT_DAYS = 30;
/** In pieces that fit the time of one statement. */
const DELETED_AT_ONCE = 2_000;
/** A delivery that is due waits for its turn, and is not looked after before. */
const OVERDUE_MS = 10_000;

/**
 * Reads the ledger for events, and looks after deliveries whose server has died.
 * @returns a function that stops it.
 */
export function startWebhooks(
  deps: Deps,
  every: { readonly feedIntervalMs: number; readonly sweepIntervalMs: number },
): () => Promise<void> {
  const stopping = new AbortController();
  const feed = repeat(deps, every.feedIntervalMs, async () => {
    while (!stopping.signal.aborted && (await feedEvents(deps, stopping.signal)));
  });
  const overdueMs = Math.min(OVERDUE_MS, every.sweepIntervalMs);
  const sweep = repeat(deps, every.sweepIntervalMs, async () => {
    await deps.db.run(wakeOverdue, [overdueMs, null]);
  });
  return async () => {
    stopping.abort();
    await Promise.all([feed(), sweep()]);
  };
}

/** Does the work again and again, never twice at a time. */
function repeat(deps: Deps, everyMs: number, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  const turn = () => {
    running ??= work()
      .catch((error) => deps.log.warn({ err: error }, 'webhooks could not be looked after'))
      .finally(() => {
        running = null;
      });
  };
  turn();
  const timer = setInterval(turn, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Removes events of more than 30 days ago, with their deliveries. */
export async function removeOldEvents({ db }: Deps, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const deleted = await db.run(deleteOldEvents, [KEPT_DAYS, DELETED_AT_ONCE]);
    if (deleted.length < DELETED_AT_ONCE) return;
  }
}
