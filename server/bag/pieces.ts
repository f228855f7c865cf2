import { setTimeout as sleep } from 'node:timers/promises';

/** How much longer than a piece of work others have the database for themselves after it. */
const REST_SHARE = 2;

/**
 * Does work that nobody waits for a piece at a time, with a rest after each, as others work too.
 * @param piece says whether there may be more to do.
 */
export async function inPieces(
  piece: () => Promise<boolean>,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    const startedAtMs = performance.now();
    if (!(await piece())) return;
    await sleep((performance.now() - startedAtMs) * REST_SHARE);
  }
}
