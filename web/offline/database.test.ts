import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { openDatabase, write } from './database.ts';
import { add, newDevice, pack, RAVI } from './row.fixture.ts';
import { emptyDesk, listWaiting } from './store.ts';

test('what was written is there when the page is opened again', async () => {
  const database = await openDatabase('opened-again');
  const row = await add(database, pack('1001'));
  database.close();
  const again = await openDatabase('opened-again');
  expect(await listWaiting(again, RAVI.id, 10)).toEqual([row]);
});

test('each write asks for the disk itself, not for its cache', async () => {
  const database = await newDevice();
  const durability = await write(database, ['desk'], async (transaction) => {
    await transaction.objectStore('desk').put(emptyDesk(RAVI.id));
    return transaction.durability;
  });
  expect(durability).toBe('strict');
});

test('a write that fails half-way leaves nothing behind', async () => {
  const database = await newDevice();
  const writing = write(database, ['desk', 'count'], async (transaction) => {
    await transaction.objectStore('desk').put(emptyDesk(RAVI.id));
    throw new Error('the page has a fault');
  });
  await expect(writing).rejects.toThrow('the page has a fault');
  expect(await database.get('desk', RAVI.id)).toBeUndefined();
});

test('a scan’s id is there once: the store refuses a second row under it', async () => {
  const database = await newDevice();
  const row = await add(database, pack('1001'));
  const writing = write(database, ['scan'], (transaction) =>
    transaction.objectStore('scan').add({ ...row, seq: row.seq + 1 }),
  );
  await expect(writing).rejects.toMatchObject({ name: 'ConstraintError' });
  expect(await database.count('scan')).toBe(1);
});

test('an old page makes way for a newer one, which finds everything', async () => {
  const old = await openDatabase('makes-way');
  await add(old, pack('1001'));
  const newer = await openDB('makes-way', 2, { upgrade: () => undefined });
  expect(await newer.count('scan')).toBe(1);
  await expect(old.count('scan')).rejects.toThrow();
  newer.close();
});
