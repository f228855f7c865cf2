import { describe, expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** Answers each key with itself in capitals, when told to; keys with a `-` are not there. */
function makeLoad() {
  const queries: { readonly keys: readonly string[]; answer(): void; fail(): void }[] = [];
  const load = (keys: readonly string[]) =>
    new Promise<Map<string, string>>((resolve, reject) => {
      const known = keys.filter((key) => !key.includes('-'));
      queries.push({
        keys,
        answer: () => resolve(new Map(known.map((key) => [key, key.toUpperCase()]))),
        fail: () => reject(new Error('the database is away')),
      });
    });
  return { queries, load };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('coalesce', () => {
  test('asks once for what arrives in one turn, and once for each key', async () => {
    const { queries, load } = makeLoad();
    const find = coalesce(load);
    const answers = Promise.all(['a', 'b', 'a', 'no-such'].map(find));
    await nextTurn();
    expect(queries.map(({ keys }) => keys)).toEqual([['a', 'b', 'no-such']]);
    queries[0]?.answer();
    expect(await answers).toEqual(['A', 'B', 'A', undefined]);
  });

  test('has three queries under way at most, and never joins one that has begun', async () => {
    const { queries, load } = makeLoad();
    const find = coalesce(load);
    const answers: Promise<string | undefined>[] = [];
    for (const key of ['a', 'a', 'a', 'b', 'a']) {
      answers.push(find(key));
      await nextTurn();
    }
    expect(queries.map(({ keys }) => keys)).toEqual([['a'], ['a'], ['a']]);
    const begun = answers[0]?.then(() => queries[3]?.keys);
    queries[0]?.answer();
    // The next query goes before the answers of the one that has ended.
    expect(await begun).toEqual(['b', 'a']);
    for (const { answer } of queries.slice(1)) answer();
    expect(await Promise.all(answers)).toEqual(['A', 'A', 'A', 'B', 'A']);
  });

  test('splits what is too much for one query', async () => {
    const { queries, load } = makeLoad();
    const find = coalesce(load);
    const answers = Promise.all(Array.from({ length: 250 }, (_, at) => find(`k${at}`)));
    await nextTurn();
    await nextTurn();
    expect(queries.map(({ keys }) => keys.length)).toEqual([200, 50]);
    for (const query of queries) query.answer();
    expect((await answers)[249]).toBe('K249');
  });

  test('a failed query fails those who asked in it, and nobody else', async () => {
    const { queries, load } = makeLoad();
    const find = coalesce(load);
    const first = find('a');
    await nextTurn();
    queries[0]?.fail();
    await expect(first).rejects.toThrow('away');
    const second = find('a');
    await nextTurn();
    queries[1]?.answer();
    expect(await second).toBe('A');
  });

  test('turns look-ups away when too many wait', async () => {
    const { queries, load } = makeLoad();
    const find = coalesce(load);
    const waiting = Array.from({ length: 20_000 }, (_, at) => find(`k${at}`));
    await expect(find('one-more')).rejects.toMatchObject({ code: 'overloaded' });
    const all = Promise.allSettled(waiting);
    while (queries.length < 100) {
      await nextTurn();
      for (const query of queries) query.answer();
    }
    expect((await all).every(({ status }) => status === 'fulfilled')).toBe(true);
  });
});
