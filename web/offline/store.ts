import { type OfflineDatabase, write } from './database.ts';
import type { Count, Desk, Knowledge, RowState, ScanRow, Site } from './rows.ts';

/** All that is shown of one user's scans on this device. */
export interface Picture {
  readonly desk: Desk;
  readonly knowledge: Knowledge;
  readonly count: Count;
  /** In the order in which they are sent. */
  readonly waiting: readonly ScanRow[];
  /** The newest first. */
  readonly recent: readonly ScanRow[];
  /** The tray: refused and not settled yet, the newest first. */
  readonly refused: readonly ScanRow[];
  /** Scans of other people that wait until those sign in here. */
  readonly others: readonly { readonly username: string; readonly waiting: number }[];
}

export const RECENT_ROWS_MAX = 40;
const REFUSED_ROWS_MAX = 200;
const SITE = 'site';

export function emptyDesk(userId: number): Desk {
  const nothing = { parent: null, left: null, offer: null, bill: null };
  return { userId, revision: 0, ...nothing, activeAtMs: 0 };
}

export function emptyKnowledge(userId: number): Knowledge {
  return { userId, parents: [], bills: [] };
}

export function readSite(database: OfflineDatabase): Promise<Site | undefined> {
  return database.get('site', SITE);
}

export async function keepSite(database: OfflineDatabase, site: Site): Promise<void> {
  await write(database, ['site'], (transaction) => transaction.objectStore('site').put(site, SITE));
}

/** Reads everything in one transaction, so that the numbers are of one moment. */
export async function readPicture(
  database: OfflineDatabase,
  user: { readonly id: number; readonly username: string },
  day: string,
): Promise<Picture> {
  const transaction = database.transaction(['scan', 'count', 'desk', 'knowledge']);
  const rows = transaction.objectStore('scan');
  const byState = rows.index('state');
  const [desk, knowledge, counts, waiting, recent, refused, owners] = await Promise.all([
    transaction.objectStore('desk').get(user.id),
    transaction.objectStore('knowledge').get(user.id),
    transaction.objectStore('count').getAll(),
    byState.getAll(inState('waiting', user.id)),
    newest(rows.openCursor(ofUser(user.id), 'prev'), RECENT_ROWS_MAX),
    newest(byState.openCursor(inState('refused', user.id), 'prev'), REFUSED_ROWS_MAX),
    byState.getAllKeys(IDBKeyRange.bound(['waiting'], ['waiting', []])),
  ]);
  const others = counts
    .filter(({ userId }) => userId !== user.id)
    .map(({ userId, username }) => {
      return { username, waiting: owners.filter(([owner]) => owner === userId).length };
    });
  return {
    desk: desk ?? emptyDesk(user.id),
    knowledge: knowledge ?? emptyKnowledge(user.id),
    count: counts.find(({ userId }) => userId === user.id) ?? newCount(user, day),
    waiting,
    recent,
    refused,
    others: others.filter((other) => other.waiting > 0),
  };
}

/** The books before the first scan. */
export function newCount(user: { id: number; username: string }, day: string): Count {
  const { id: userId, username } = user;
  return { userId, username, seq: 0, day, scanned: 0, stored: 0, refused: 0 };
}

interface Cursor {
  readonly value: ScanRow;
  continue(): Promise<Cursor | null>;
}

async function newest(opened: Promise<Cursor | null>, max: number): Promise<ScanRow[]> {
  const found: ScanRow[] = [];
  for (let cursor = await opened; cursor !== null && found.length < max; ) {
    found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}

/** The keys of a user's scans in one state, in the index `state`. */
export const inState = (state: RowState, userId: number) =>
  IDBKeyRange.bound([state, userId], [state, userId, []]);
const ofUser = (userId: number) => IDBKeyRange.bound([userId], [userId, []]);

/** The oldest waiting scans of a user, in their order. */
export function listWaiting(
  database: OfflineDatabase,
  userId: number,
  max: number,
): Promise<ScanRow[]> {
  return database.getAllFromIndex('scan', 'state', inState('waiting', userId), max);
}

/** A scan as it was made; its number comes when it is added. */
export type Draft = Omit<ScanRow, 'seq' | 'state' | 'result' | 'fault'>;

/**
 * Adds a scan and what it makes of the desk, on disk when the promise resolves. Null when the desk
 * has changed since it was read, in this tab or another: read it and decide again.
 */
export function addScan(
  database: OfflineDatabase,
  { draft, desk, user, day }: AddedScan,
): Promise<{ readonly row: ScanRow; readonly desk: Desk; readonly count: Count } | null> {
  return write(database, ['scan', 'count', 'desk'], async (transaction) => {
    const [known, counted] = await Promise.all([
      transaction.objectStore('desk').get(user.id),
      transaction.objectStore('count').get(user.id),
    ]);
    if ((known?.revision ?? 0) !== desk.revision) return null;
    const before = counted ?? newCount(user, day);
    const count = { ...before, seq: before.seq + 1, scanned: before.scanned + 1 };
    const row: ScanRow = {
      ...draft,
      seq: count.seq,
      state: 'waiting',
      result: null,
      fault: null,
    };
    const next = { ...desk, revision: desk.revision + 1 };
    await Promise.all([
      transaction.objectStore('scan').add(row),
      transaction.objectStore('count').put(count),
      transaction.objectStore('desk').put(next),
    ]);
    return { row, desk: next, count };
  });
}

interface AddedScan {
  readonly draft: Draft;
  /** As it is to be; its revision is the one that it was read with. */
  readonly desk: Desk;
  readonly user: { readonly id: number; readonly username: string };
  readonly day: string;
}

/** Changes the desk without a scan. @returns the desk as it is now. */
export function changeDesk(
  database: OfflineDatabase,
  userId: number,
  change: (desk: Desk) => Desk,
): Promise<Desk> {
  return write(database, ['desk'], async (transaction) => {
    const before = (await transaction.objectStore('desk').get(userId)) ?? emptyDesk(userId);
    const next = { ...change(before), revision: before.revision + 1 };
    await transaction.objectStore('desk').put(next);
    return next;
  });
}

/** What is learnt from the server, by an answer or by asking. @returns what is known now. */
export function changeKnowledge(
  database: OfflineDatabase,
  userId: number,
  change: (knowledge: Knowledge) => Knowledge,
): Promise<Knowledge> {
  return write(database, ['knowledge'], async (transaction) => {
    const store = transaction.objectStore('knowledge');
    const next = change((await store.get(userId)) ?? emptyKnowledge(userId));
    await store.put(next);
    return next;
  });
}
