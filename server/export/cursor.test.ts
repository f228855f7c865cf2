import { expect, test } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { openCursor } from './cursor.ts';

const { deps, db } = await openTestApp();
const { exports } = deps;

const numbers = (count: number) => ({
  text: 'select n from generate_series(1, $1::int) as n order by n',
  values: [count],
});
const open = (count: number, signal = new AbortController().signal) =>
  openCursor<{ n: number }>(exports, numbers(count), signal);

/** What the database does for exports, by those who look from outside. */
async function activity(): Promise<string[]> {
  const rows = await db.runText<{ state: string }>(
    `select state from pg_stat_activity
     where application_name = 'traitortrack exports' and datname = current_database()`,
    [],
  );
  return rows.map(({ state }) => state);
}

test.each([0, 1, 499, 500, 501, 10_000])('%d rows are read, each once', async (count) => {
  const cursor = await open(count);
  const read: number[] = [];
  for await (const rows of cursor.batches) read.push(...rows.map(({ n }) => n));
  await cursor.close();
  expect(read).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  expect(exports.usage().inUse).toBe(0);
});

test('the planner tells about how many rows there are', async () => {
  const cursor = await open(5_000);
  await cursor.close();
  expect(cursor.rowsExpected).toBeGreaterThan(0);
});

test('a connection goes back once, however often the cursor is closed', async () => {
  const cursor = await open(5_000);
  expect(exports.usage().inUse).toBe(1);
  await Promise.all([cursor.close(), cursor.close()]);
  await cursor.close();
  expect(exports.usage().inUse).toBe(0);
  expect(await activity()).not.toContain('idle in transaction');
});

test('nothing can be written in it', async () => {
  const { signal } = new AbortController();
  const text = "select nextval('scan_seq_seq') as n";
  await expect(openCursor(exports, { text, values: [] }, signal)).rejects.toThrow('read-only');
  expect(exports.usage().inUse).toBe(0);
});

test('what takes long is called off when nobody waits for it any more', async () => {
  const gone = new AbortController();
  const opening = openCursor(
    exports,
    { text: 'select pg_sleep(600)::text as n', values: [] },
    gone.signal,
  );
  const refused = expect(opening).rejects.toThrow();
  await expect.poll(async () => (await activity()).includes('active')).toBe(true);
  gone.abort();
  await refused;
  await expect.poll(() => exports.usage().inUse).toBe(0);
  await expect.poll(async () => (await activity()).includes('active')).toBe(false);
});

test('after it was called off it takes no part in what its connection does next', async () => {
  const gone = new AbortController();
  const cursor = await open(10_000, gone.signal);
  const batches = cursor.batches[Symbol.asyncIterator]();
  await batches.next();
  gone.abort();
  await cursor.close();
  const other = await open(3);
  await expect(
    (async () => {
      for (;;) if ((await batches.next()).done) return;
    })(),
  ).rejects.toThrow();
  const read: number[] = [];
  for await (const rows of other.batches) read.push(...rows.map(({ n }) => n));
  expect(read).toEqual([1, 2, 3]);
  await other.close();
});
