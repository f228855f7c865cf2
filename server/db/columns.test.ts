import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { columns } from './columns.ts';

const { db } = await openTestApp();
const given = columns({
  word: 'text',
  number: 'int',
  truth: 'boolean',
  day: 'date',
  bytes: 'bytea',
});

const row = fc.record({
  word: fc.option(
    fc.oneof(
      // PostgreSQL stores no NUL, and no half of a surrogate pair.
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      fc.constantFrom('', 'null', 'NULL', '"', '\\', '{a,b}', ' a ', 'x\ny', '\\"'),
    ),
  ),
  number: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  truth: fc.option(fc.boolean()),
  day: fc.option(fc.constantFrom('2025-09-30', '1999-12-31')),
  bytes: fc.option(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))),
});

test('rows arrive as they were sent, whatever is in them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      // As for every statement: some column has a value in each row.
      const sent = rows.map((one, at) => ({ ...one, number: one.number ?? at }));
      const text = `select word, number, truth, day, bytes from ${given.unnest('given', 1)}`;
      expect(await db.runText(text, given.arraysOf(sent))).toEqual(sent);
    }),
  );
});

test('a column of nulls is not sent', () => {
  const rows = [{ word: null, number: 1, truth: undefined, day: null, bytes: null }];
  expect(given.arraysOf(rows)).toEqual(['{}', '{1}', '{}', '{}', '{}']);
});

test('what is no value of a column is a mistake of ours', () => {
  const rows = [{ word: { a: 1 }, number: 1, truth: true, day: null, bytes: null }];
  expect(() => given.arraysOf(rows)).toThrow('a column cannot hold a object');
});
