import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { makeLock } from './lock.ts';
import { newDevice } from './row.fixture.ts';

test('without the browser’s locks a lease lets one tab at a time', async () => {
  const database = await newDevice();
  const [one, two] = ['one', 'two'].map((name) => makeLock(database, name, null));
  if (one === undefined || two === undefined) throw new Error('no lock');
  let isInside = false;
  const seen: boolean[] = [];
  const first = one(async () => {
    isInside = true;
    seen.push(await two(async () => undefined));
    isInside = false;
  });
  expect(await first).toBe(true);
  expect(seen).toEqual([false]);
  expect(isInside).toBe(false);
  expect(await two(async () => undefined)).toBe(true);
});

test('a lease is given back when sending fails', async () => {
  const database = await newDevice();
  const one = makeLock(database, 'one', null);
  await expect(one(() => Promise.reject(new Error('the store is gone')))).rejects.toThrow();
  expect(await makeLock(database, 'two', null)(async () => undefined)).toBe(true);
});
