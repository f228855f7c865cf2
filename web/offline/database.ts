import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { Count, Desk, Knowledge, Lease, RowState, ScanRow, Site } from './rows.ts';

interface Schema extends DBSchema {
  scan: {
    key: [userId: number, seq: number];
    value: ScanRow;
    indexes: { id: string; state: [state: RowState, userId: number, seq: number] };
  };
  count: { key: number; value: Count };
  desk: { key: number; value: Desk };
  knowledge: { key: number; value: Knowledge };
  /** One row, under the key `site`. */
  site: { key: string; value: Site };
  /** One row, under the key `drain`. */
  lease: { key: string; value: Lease };
}

export type OfflineDatabase = IDBPDatabase<Schema>;
type StoreName = 'scan' | 'count' | 'desk' | 'knowledge' | 'site' | 'lease';
export type Transaction<Names extends StoreName[]> = IDBPTransaction<Schema, Names, 'readwrite'>;

const NAME = 'traitortrack';
const VERSION = 1;

/** Opens the device's store. A later version of the page may ask us to make way: then we do. */
export function openDatabase(name = NAME): Promise<OfflineDatabase> {
  return openDB<Schema>(name, VERSION, {
    upgrade(database) {
      const scan = database.createObjectStore('scan', { keyPath: ['userId', 'seq'] });
      scan.createIndex('id', 'id', { unique: true });
      scan.createIndex('state', ['state', 'userId', 'seq']);
      database.createObjectStore('count', { keyPath: 'userId' });
      database.createObjectStore('desk', { keyPath: 'userId' });
      database.createObjectStore('knowledge', { keyPath: 'userId' });
      database.createObjectStore('site');
      database.createObjectStore('lease');
    },
    blocking(_current, _blocked, event) {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

/**
 * Does something in one transaction that is on the disk when the promise resolves: without
 * `strict` a power cut could take scans that were confirmed.
 */
export async function write<const Names extends StoreName[], Result>(
  database: OfflineDatabase,
  names: Names,
  act: (transaction: Transaction<Names>) => Promise<Result>,
): Promise<Result> {
  const transaction = database.transaction(names, 'readwrite', { durability: 'strict' });
  try {
    const result = await act(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    // Nothing of it may stay; where it has ended by itself there is nothing to abort.
    transaction.done.catch(() => undefined);
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw error;
  }
}
