import type { ScanResult } from '#contract/scan.ts';
import { type OfflineDatabase, type Transaction, write } from './database.ts';
import type { Count, Desk, Knowledge, RowState, ScanRow } from './rows.ts';
import { emptyDesk, emptyKnowledge, inState } from './store.ts';

interface Learnt {
  readonly knowledge: Knowledge;
  /** The very same object when it stays as it was. */
  readonly desk: Desk;
}

/** What an answer changes besides its row. Pure. */
export type Learn = (before: Learnt, row: ScanRow, result: ScanResult) => Learnt;

export interface Answered extends Learnt {
  /** The rows that had waited until now, as they are. */
  readonly rows: readonly ScanRow[];
  /** Refused ones that need nobody any more: their bag is where it was meant to be. */
  readonly settled: readonly ScanRow[];
  readonly count: Count;
}

/** Records the server's answers, in one transaction with the books and with what they teach. */
export function recordAnswers(
  database: OfflineDatabase,
  userId: number,
  results: readonly ScanResult[],
  learn: Learn,
): Promise<Answered> {
  return write(database, ['scan', 'count', 'desk', 'knowledge'], async (transaction) => {
    const index = transaction.objectStore('scan').index('id');
    const byId = new Map(results.map((result) => [result.id, result]));
    const found = await Promise.all([...byId.keys()].map((id) => index.get(id)));
    const books = await readBooks(transaction, userId);
    let { count } = books;
    let learnt: Learnt = books;
    const rows: ScanRow[] = [];
    for (const row of found) {
      const result = row && byId.get(row.id);
      if (result === undefined || row?.userId !== userId || row.state !== 'waiting') continue;
      const state = result.tone === 'error' ? 'refused' : 'stored';
      const answered: ScanRow = { ...row, state, result };
      rows.push(answered);
      count = { ...count, [state]: count[state] + 1 };
      learnt = learn(learnt, answered, result);
    }
    const settled = await settledBy(transaction, userId, rows);
    const isSame = learnt.desk === books.desk;
    const desk = isSame ? books.desk : { ...learnt.desk, revision: books.desk.revision + 1 };
    await Promise.all([
      ...[...rows, ...settled].map((row) => transaction.objectStore('scan').put(row)),
      transaction.objectStore('count').put(count),
      transaction.objectStore('desk').put(desk),
      transaction.objectStore('knowledge').put(learnt.knowledge),
    ]);
    return { rows, settled, knowledge: learnt.knowledge, desk, count };
  });
}

type Books = Transaction<['scan', 'count', 'desk', 'knowledge']>;

async function readBooks(transaction: Books, userId: number) {
  const [count, desk, knowledge] = await Promise.all([
    transaction.objectStore('count').get(userId),
    transaction.objectStore('desk').get(userId),
    transaction.objectStore('knowledge').get(userId),
  ]);
  if (count === undefined) throw new Error('an answer came for a user who has made no scan');
  return {
    count,
    desk: desk ?? emptyDesk(userId),
    knowledge: knowledge ?? emptyKnowledge(userId),
  };
}

/** A bag that was refused and is accepted later needs nobody's attention any more. */
async function settledBy(
  transaction: Books,
  userId: number,
  rows: readonly ScanRow[],
): Promise<ScanRow[]> {
  const accepted = new Set(rows.filter(isAccepted).map(({ result }) => result?.bag?.code));
  accepted.delete(undefined);
  if (accepted.size === 0) return [];
  const index = transaction.objectStore('scan').index('state');
  const refused = await index.getAll(inState('refused', userId));
  return refused.filter(({ result }) => accepted.has(result?.bag?.code)).map(settle);
}

function isAccepted({ state, intent }: ScanRow): boolean {
  return state === 'stored' && intent.action !== 'unpack' && intent.action !== 'unbill';
}

function settle(row: ScanRow): ScanRow {
  return { ...row, state: 'settled' };
}

/**
 * Puts one scan into the tray: the server does not take a request in which it is alone.
 * @returns what has changed; null when the scan waits no more.
 */
export function recordFault(
  database: OfflineDatabase,
  row: ScanRow,
  fault: string,
): Promise<{ readonly row: ScanRow; readonly count: Count } | null> {
  return write(database, ['scan', 'count'], async (transaction) => {
    const rows = transaction.objectStore('scan');
    const counts = transaction.objectStore('count');
    const [known, count] = await Promise.all([
      rows.get([row.userId, row.seq]),
      counts.get(row.userId),
    ]);
    if (known?.state !== 'waiting' || count === undefined) return null;
    const refused: ScanRow = { ...known, state: 'refused', fault };
    const next = { ...count, refused: count.refused + 1 };
    await Promise.all([rows.put(refused), counts.put(next)]);
    return { row: refused, count: next };
  });
}

/** Takes refused scans out of the tray: somebody has dealt with them. They stay counted. */
export async function settleRows(
  database: OfflineDatabase,
  refused: readonly ScanRow[],
): Promise<void> {
  await write(database, ['scan'], async (transaction) => {
    const rows = transaction.objectStore('scan');
    const known = await Promise.all(refused.map(({ userId, seq }) => rows.get([userId, seq])));
    const open = known.filter((row) => row?.state === 'refused');
    await Promise.all(open.map((row) => (row === undefined ? null : rows.put(settle(row)))));
  });
}

/**
 * At the first scan of a new day yesterday's stored and settled scans go, and their numbers with
 * them. What waits and what is in the tray stays, however old.
 */
export function tidyDay(
  database: OfflineDatabase,
  userId: number,
  day: string,
): Promise<Count | null> {
  return write(database, ['scan', 'count'], async (transaction) => {
    const counts = transaction.objectStore('count');
    const count = await counts.get(userId);
    if (count === undefined || count.day === day) return null;
    const today = new Date(`${day}T00:00:00`).toISOString();
    const gone = { stored: 0, settled: 0 };
    for (const state of ['stored', 'settled'] satisfies RowState[]) {
      const range = inState(state, userId);
      let cursor = await transaction.objectStore('scan').index('state').openCursor(range);
      for (; cursor !== null; cursor = await cursor.continue()) {
        if (cursor.value.scannedAt >= today) continue;
        gone[state] += 1;
        await cursor.delete();
      }
    }
    const next = {
      ...count,
      day,
      scanned: count.scanned - gone.stored - gone.settled,
      stored: count.stored - gone.stored,
      refused: count.refused - gone.settled,
    };
    await counts.put(next);
    return next;
  });
}
