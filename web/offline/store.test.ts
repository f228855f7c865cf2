import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { type Learn, recordAnswers, recordFault, settleRows, tidyDay } from './answer.ts';
import type { OfflineDatabase } from './database.ts';
import { add, answer, DAY, draftOf, MEENA, newDevice, pack, RAVI } from './row.fixture.ts';
import { addScan, changeDesk, listWaiting, readPicture } from './store.ts';

const learn: Learn = (before) => before;

/** The four numbers, which must add up to what the rows say. */
async function barOf(database: OfflineDatabase, user = RAVI) {
  const { count, waiting } = await readPicture(database, user, DAY);
  const { scanned, stored, refused } = count;
  expect(scanned).toBe(stored + waiting.length + refused);
  return { scanned, stored, waiting: waiting.length, refused };
}

describe('the queue', () => {
  test('keeps scans in their order, and each leaves only with the answer for its id', async () => {
    const database = await newDevice();
    const rows = [];
    for (const code of ['1001', '1002', '1003']) rows.push(await add(database, pack(code)));
    const codes = async () =>
      (await listWaiting(database, RAVI.id, 10)).map(({ intent }) => intent.code);
    expect(await codes()).toEqual(['1001', '1002', '1003']);
    const [, second] = rows;
    if (second === undefined) throw new Error('no row');
    await recordAnswers(database, RAVI.id, [answer(second)], learn);
    expect(await codes()).toEqual(['1001', '1003']);
    expect(await barOf(database)).toEqual({ scanned: 3, stored: 1, waiting: 2, refused: 0 });
  });

  test('counts an answer once, however often it comes', async () => {
    const database = await newDevice();
    const row = await add(database, pack('1001'));
    for (let times = 0; times < 3; times++) {
      await recordAnswers(database, RAVI.id, [answer(row), answer(row)], learn);
    }
    expect(await barOf(database)).toEqual({ scanned: 1, stored: 1, waiting: 0, refused: 0 });
  });

  test('is each user’s own: nobody lists or answers the scans of another', async () => {
    const database = await newDevice();
    const row = await add(database, pack('1001'));
    await add(database, pack('2001'), MEENA);
    const waiting = await listWaiting(database, MEENA.id, 10);
    expect(waiting.map(({ intent }) => intent.code)).toEqual(['2001']);
    await recordAnswers(database, MEENA.id, [answer(row)], learn);
    expect(await barOf(database)).toMatchObject({ waiting: 1 });
    const { others } = await readPicture(database, MEENA, DAY);
    expect(others).toEqual([{ username: 'ravi', waiting: 1 }]);
  });

  test('takes no scan that was decided on an older desk', async () => {
    const database = await newDevice();
    const { desk } = await readPicture(database, RAVI, DAY);
    await changeDesk(database, RAVI.id, (now) => ({ ...now, parent: 'SB12345' }));
    const draft = draftOf(pack('1001'));
    expect(await addScan(database, { draft, desk, user: RAVI, day: DAY })).toBeNull();
    expect(await barOf(database)).toMatchObject({ scanned: 0 });
  });

  test('leaves nothing behind of a scan that could not be written', async () => {
    const database = await newDevice();
    const row = await add(database, pack('1001'));
    const { desk } = await readPicture(database, RAVI, DAY);
    const twice = { ...draftOf(pack('1002')), id: row.id };
    const adding = addScan(database, { draft: twice, desk, user: RAVI, day: DAY });
    await expect(adding).rejects.toThrow();
    expect(await barOf(database)).toMatchObject({ scanned: 1 });
  });
});

describe('the tray', () => {
  test('holds what was refused, until somebody has dealt with it', async () => {
    const database = await newDevice();
    const row = await add(database, pack('1001'));
    await recordAnswers(database, RAVI.id, [answer(row, 'in_other_parent')], learn);
    const { refused } = await readPicture(database, RAVI, DAY);
    expect(refused).toMatchObject([{ id: row.id, state: 'refused' }]);
    await settleRows(database, refused);
    expect((await readPicture(database, RAVI, DAY)).refused).toEqual([]);
    expect(await barOf(database)).toEqual({ scanned: 1, stored: 0, waiting: 0, refused: 1 });
  });

  test('lets a child go that was packed after all', async () => {
    const database = await newDevice();
    const row = await add(database, pack('1001'));
    await recordAnswers(database, RAVI.id, [answer(row, 'in_other_parent')], learn);
    const moved = await add(database, { ...pack('1001'), action: 'move' });
    await recordAnswers(database, RAVI.id, [answer(moved, 'moved')], learn);
    expect((await readPicture(database, RAVI, DAY)).refused).toEqual([]);
    expect(await barOf(database)).toEqual({ scanned: 2, stored: 1, waiting: 0, refused: 1 });
  });

  test('takes a scan that no request can carry', async () => {
    const database = await newDevice();
    const row = await add(database, pack('1001'));
    expect(await recordFault(database, row, 'malformed_request')).toMatchObject({
      row: { state: 'refused', fault: 'malformed_request' },
    });
    expect(await recordFault(database, row, 'malformed_request')).toBeNull();
    expect(await barOf(database)).toEqual({ scanned: 1, stored: 0, waiting: 0, refused: 1 });
  });
});

describe('a new day', () => {
  test('tidies away what is done, with its numbers; what waits or is refused stays', async () => {
    const database = await newDevice();
    const [done, refused, settled, waits] = [
      await add(database, pack('1001')),
      await add(database, pack('1002')),
      await add(database, pack('1003')),
      await add(database, pack('1004')),
    ];
    const answers = [
      answer(done),
      answer(refused, 'malformed'),
      answer(settled, 'in_other_parent'),
    ];
    const { rows } = await recordAnswers(database, RAVI.id, answers, learn);
    await settleRows(
      database,
      rows.filter(({ id }) => id === settled.id),
    );
    await tidyDay(database, RAVI.id, '2026-11-25');
    expect(await barOf(database)).toEqual({ scanned: 2, stored: 0, waiting: 1, refused: 1 });
    const { recent, waiting } = await readPicture(database, RAVI, DAY);
    expect(recent.map(({ id }) => id)).toEqual([waits.id, refused.id]);
    expect(waiting.map(({ id }) => id)).toEqual([waits.id]);
    // A new scan never gets the number of an older one.
    expect((await add(database, pack('1005'))).seq).toBe(5);
    expect(await tidyDay(database, RAVI.id, '2026-11-25')).toBeNull();
  });
});
