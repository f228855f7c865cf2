import { QueryClient } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { isConcerned, NOTE_TYPES, parseNote } from './note.ts';

const note = (type: string, code: string | null = null) => ({ type, code });

/** Which of these are read again when notes have come. */
function concerned(...notes: Parameters<typeof isConcerned>[1]) {
  return (...keys: readonly unknown[][]) => keys.map((key) => isConcerned(key, notes));
}

describe('a note is', () => {
  test('read from what the server sends', () => {
    const data = '{"type":"bag.changed","code":"SB12345","at":"2026-11-23T08:00:00Z"}';
    expect(parseNote(data)).toEqual({ type: 'bag.changed', code: 'SB12345' });
    expect(parseNote('{"type":"stats.changed","code":null}')).toEqual(note('stats.changed'));
  });

  test.each(['', 'no JSON', 'null', '[]', '"bag.changed"', '{"type":5}', '{"code":"SB12345"}'])(
    'nothing when it is %j',
    (data) => {
      expect(parseNote(data)).toBeNull();
    },
  );

  test('nothing when it is no text', () => {
    expect(parseNote(new ArrayBuffer(2))).toBeNull();
    expect(parseNote(undefined)).toBeNull();
  });
});

describe('a note that a bag has changed', () => {
  const byBag = concerned(note('bag.changed', 'SB12345'));

  test('concerns the lists that it may stand in, and every trace', () => {
    expect(byBag(['bags', {}], ['scans', {}], ['trace', '0001001'])).toEqual([true, true, true]);
  });

  test('concerns that bag alone, however its code was typed', () => {
    expect(byBag(['bag', 'SB12345'], ['bag', 'sb12345'], ['bag', 'SB12346'])).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('concerns any bill, which may have it on it', () => {
    expect(byBag(['bill', 'JPR/2026/0041'])).toEqual([true]);
  });

  test('concerns nothing of the administration, nor who is signed in', () => {
    expect(byBag(['users'], ['areas'], ['products'], ['settings'], ['session'])).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });
});

describe('a note that a bill has changed', () => {
  test('concerns that bill, and the list of them', () => {
    const byBill = concerned(note('bill.changed', 'B-1'));
    expect(byBill(['bill', 'b-1'], ['bill', 'B-2'], ['bills', {}])).toEqual([true, false, true]);
  });

  test('concerns all bills when there were too many to name', () => {
    const byMany = concerned(note('bill.changed'));
    expect(byMany(['bill', 'B-1'], ['bill', 'B-2'])).toEqual([true, true]);
  });
});

test('of many notes one is enough', () => {
  const all = concerned(note('import.progress', 'x'), note('stats.changed'));
  expect(all(['stats'], ['bags', {}])).toEqual([true, false]);
});

test('a kind of note that a newer server has made up concerns nothing', () => {
  const unknown = concerned(note('moon.changed', 'SB12345'), note('toString'));
  expect(unknown(['bag', 'SB12345'], ['stats'], [5])).toEqual([false, false, false]);
});

test('every kind that pages listen to concerns something, and marks it as old', async () => {
  const client = new QueryClient();
  const keys = [['bags', {}], ['bills', {}], ['stats'], ['imports', {}], ['alerts', {}]];
  for (const key of keys) client.setQueryData(key, 'as it was');
  for (const type of NOTE_TYPES) {
    await client.invalidateQueries({
      predicate: ({ queryKey }) => isConcerned(queryKey, [note(type)]),
    });
  }
  expect(keys.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual(keys.map(() => true));
});
