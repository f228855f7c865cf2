import { type OfflineDatabase, write } from './database.ts';

/** So long a tab that was killed while it sent keeps the others waiting. */
const LEASE_MS = 6_000;

/** Does something while no other tab does it. @returns whether it was done. */
export type OneAtATime = (act: () => Promise<void>) => Promise<boolean>;

/**
 * One tab sends at a time. Browsers give locks to pages in a secure context only; over plain http
 * a lease in IndexedDB does: whoever holds it renews it, and one that ran out is anybody's.
 */
export function makeLock(
  database: OfflineDatabase,
  holder: string,
  locks: LockManager | null = globalThis.navigator?.locks ?? null,
): OneAtATime {
  return locks === null ? leaseLock(database, holder) : webLock(locks);
}

function webLock(locks: LockManager): OneAtATime {
  return async (act) => {
    await locks.request('traitortrack-drain', act);
    return true;
  };
}

const LEASE = 'drain';

function leaseLock(database: OfflineDatabase, holder: string): OneAtATime {
  const take = () =>
    write(database, ['lease'], async (transaction) => {
      const store = transaction.objectStore('lease');
      const lease = await store.get(LEASE);
      const isFree = lease === undefined || lease.untilMs < Date.now() || lease.holder === holder;
      if (isFree) await store.put({ holder, untilMs: Date.now() + LEASE_MS }, LEASE);
      return isFree;
    });
  const giveBack = () =>
    write(database, ['lease'], async (transaction) => {
      const store = transaction.objectStore('lease');
      if ((await store.get(LEASE))?.holder === holder) await store.delete(LEASE);
    });
  return async (act) => {
    if (!(await take())) return false;
    const renewal = setInterval(() => void take().catch(() => undefined), LEASE_MS / 3);
    try {
      await act();
    } finally {
      clearInterval(renewal);
      await giveBack();
    }
    return true;
  };
}
