import type { Database } from '../db/database.ts';
import { inPieces } from './pieces.ts';
import * as sql from './searchable.sql.ts';

/** A piece of some 10 ms. */
const CODES_AT_ONCE = 500;

/**
 * Takes the codes of new bags into the tables that parts of codes are searched in and that tell
 * where the codes of a time lie (docs/decisions/0010-the-search-index-follows.md): all that are old
 * enough, piece by piece; nothing where another process does so.
 */
export function takeInCodes(db: Database, stopping: AbortSignal): Promise<void> {
  return inPieces(async () => (await takeInSome(db)) === CODES_AT_ONCE, stopping);
}

/** The time is settled before the codes are looked for: each statement sees what is there then. */
function takeInSome(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    if ((await tx.run(sql.lockPlace)).length === 0) return 0;
    const [settled] = await tx.run(sql.findSettled);
    const [added] = await tx.run(sql.addCodes, [settled?.at, CODES_AT_ONCE]);
    return added?.codes ?? 0;
  });
}
