import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { makeStringStore } from './string-store.ts';

const folder = await mkdtemp(join(tmpdir(), 'traitortrack-store-'));
afterAll(() => rm(folder, { recursive: true }));
const spillFile = join(folder, 'spill');

test('gives each text back by its number, whatever it holds', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const store = makeStringStore(spillFile);
      for (const text of texts) store.add(text);
      expect(texts.map((_, at) => store.get(at))).toEqual(texts);
      expect(store.count).toBe(texts.length);
      expect([store.get(-1), store.get(texts.length), store.get(Number.NaN)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      store.close();
    }),
  );
});

test('what does not fit the memory is read back from a file, which is gone in the end', () => {
  const store = makeStringStore(spillFile);
  const textOf = (at: number) => `${at} ${'ä'.repeat(at % 700)}`;
  const count = 60_000;
  for (let at = 0; at < count; at++) store.add(textOf(at));
  // Longer than two pages, and in several of them.
  store.add('z'.repeat(600_000));
  expect(existsSync(spillFile)).toBe(true);
  for (let at = 0; at < count; at += 7) expect(store.get(at)).toBe(textOf(at));
  for (let at = count - 1; at >= 0; at -= 911) expect(store.get(at)).toBe(textOf(at));
  expect(store.get(count)).toBe('z'.repeat(600_000));
  store.close();
  expect(existsSync(spillFile)).toBe(false);
});
