import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { Instant, Nullable, OneOf, pageQuery } from '#contract/schema.ts';
import { schemaFields, typeInWords } from './schema-in-words.ts';

/** What a reader sees of HTML: its text. */
function textOf({ html }: { html: string }): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

test.each([
  [Type.String({ maxLength: 64 }), 'text, up to 64 characters'],
  [Nullable(Type.String({ description: 'the dealer' })), 'text or null: the dealer'],
  [Type.Integer({ minimum: 1, maximum: 500 }), 'whole number, 1 to 500'],
  [Type.Number({ minimum: 0 }), 'number, at least 0'],
  [pageQuery.limit, 'whole number, 1 to 500, default 50'],
  [OneOf(['open', 'sealed']), 'open | sealed'],
  [Type.Boolean(), 'true or false'],
  [Instant, 'date-time: ISO 8601 with offset – such as 2025-09-30T10:15:00Z'],
  [Type.Array(Type.String(), { maxItems: 9 }), 'list of text, up to 9 items'],
  [{ description: 'as scanned' }, 'as scanned'],
])('a type is told in words: %#', (schema: object, words) => {
  expect(textOf(typeInWords(schema, true))).toBe(words);
});

test('what may be left out is said to be optional, unless it has a default', () => {
  expect(textOf(typeInWords(Type.String(), false, 'in the query'))).toBe(
    'text, in the query, optional',
  );
  expect(textOf(typeInWords(Type.Integer({ default: 30 }), false))).toBe(
    'whole number, default 30',
  );
});

test('fields of objects, of lists and of what may be null are listed below them', () => {
  const bag = Type.Object({ code: Type.String(), lot: Type.Optional(Type.String()) });
  const schema = Type.Object({ bag: Nullable(bag), children: Type.Array(bag) });
  expect(textOf(schemaFields(schema))).toBe(
    'bag object or null code text lot text, optional ' +
      'children list of object code text lot text, optional',
  );
});

test('what has no fields is told by its type', () => {
  expect(textOf(schemaFields(Type.String({ description: 'A page' })))).toBe('text: A page');
});
