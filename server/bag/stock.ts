import type { Database } from '../db/database.ts';
import { inPieces } from './pieces.ts';
import * as sql from './stock.sql.ts';

/** With their packets a piece of some 10 ms. */
const PARENTS_AT_ONCE = 8;

/**
 * Takes the packets of parents that are on a bill off the shelves of what is in stock, piece by
 * piece, until none is left that nobody else works on (docs/decisions/0006-lists-walk-shelves.md).
 */
export function takeFromStock(db: Database, stopping: AbortSignal): Promise<void> {
  return inPieces(async () => (await takeSome(db)) === PARENTS_AT_ONCE, stopping);
}

/**
 * Parents are held first: whoever packs into one changes it, so that after that its packets are
 * those that the next statement sees.
 * @returns how many parents are done.
 */
function takeSome(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    const parents = codesOf(await tx.run(sql.holdLeaving, [PARENTS_AT_ONCE]));
    if (parents.length === 0) return 0;
    const packets = codesOf(await tx.run(sql.holdPackets, [parents]));
    if (packets.length > 0) await tx.run(sql.takePackets, [packets]);
    return (await tx.run(sql.takeParents, [parents])).length;
  });
}

function codesOf(rows: readonly { readonly code: string }[]): string[] {
  return rows.map(({ code }) => code);
}
