import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { Nullable, OneOf } from '#contract/schema.ts';
import { traceBag } from '#contract/trace.ts';
import { withPlainNulls } from './serializing.ts';

const plain = (schema: unknown) => JSON.parse(JSON.stringify(withPlainNulls(schema)));

test('what may be null is said to be nullable, at any depth', () => {
  const inner = Type.Object({ at: Nullable(Type.String({ format: 'date' })) });
  expect(plain(Type.Object({ items: Type.Array(Nullable(inner)) }))).toMatchObject({
    properties: {
      items: {
        items: {
          type: 'object',
          nullable: true,
          properties: { at: { type: 'string', format: 'date', nullable: true } },
        },
      },
    },
  });
  expect(plain(Nullable(OneOf(['new'])))).toEqual({
    type: 'string',
    enum: ['new'],
    nullable: true,
  });
});

test('a union of more than that stays one', () => {
  const either = Type.Union([Type.String(), Type.Integer(), Type.Null()]);
  expect(plain(either)).toEqual(JSON.parse(JSON.stringify(either)));
  const deep = Nullable(Type.Union([Type.String(), Type.Integer()]));
  expect(plain(deep)).toEqual(JSON.parse(JSON.stringify(deep)));
});

test('no union with null is left in what a trace is written by', () => {
  expect(JSON.stringify(traceBag.response[200])).toContain('"type":"null"');
  expect(JSON.stringify(withPlainNulls(traceBag.response[200]))).not.toContain('"type":"null"');
});
