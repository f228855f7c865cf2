import { type Static, type TSchema, Type } from 'typebox';

/** Pieces that several endpoints share. */

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Instant = Type.String({
  format: 'date-time',
  description: 'ISO 8601 with offset',
  examples: ['2025-09-30T10:15:00Z'],
});

export const CalendarDate = Type.String({ format: 'date', examples: ['2025-09-30'] });

/** Values of a closed list, as an enum that documents itself. */
export const OneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: values });

export const PAGE_ITEMS_DEFAULT = 50;
export const PAGE_ITEMS_MAX = 500;

/** The query parameters that every paged list takes. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: PAGE_ITEMS_MAX, default: PAGE_ITEMS_DEFAULT }),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: 'nextCursor of a page' })),
};

const momentOf = (day: string) =>
  Type.String({
    format: 'moment',
    description: `ISO 8601 with offset; or a plain day, the site's, ${day}`,
    examples: ['2025-09-30T10:15:00Z', '2025-09-30'],
  });

/** `from` is included, an instant as `to` is not; both compare with the server's clock. */
export const periodQuery = {
  from: Type.Optional(momentOf('from its beginning')),
  to: Type.Optional(momentOf('with all of it; an instant itself is left out')),
};

export const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Nullable(Type.String()) });

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'stable; see the catalogue in docs/api.md' }),
    traceId: Type.String({ description: 'also in the log, and in the header X-Request-Id' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() })),
    ),
  },
  { $id: 'Problem', title: 'Problem', description: 'RFC 9457 problem details' },
);
export type Problem = Static<typeof Problem>;

/**
 * A name that people give and read: letters, marks, digits, punctuation and signs of any script,
 * with single spaces between. No control characters, which would look like another name.
 */
const VISIBLE = '[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+';
export const Name = Type.String({ maxLength: 64, pattern: `^${VISIBLE}( ${VISIBLE})*$` });

const SMALLINT_MAX = 32_767;
const INTEGER_MAX = 2_147_483_647;

/** `/:id` of the tables with few rows. */
export const SmallId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: SMALLINT_MAX }) });
export const Id = Type.Object({ id: Type.Integer({ minimum: 1, maximum: INTEGER_MAX }) });
