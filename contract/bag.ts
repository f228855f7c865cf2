import { type Static, Type } from 'typebox';
import { PARENT_STATUSES } from '#domain/outcome.ts';
import { endpoint } from './endpoint.ts';
import {
  CalendarDate,
  Instant,
  Nullable,
  OneOf,
  pageOf,
  pageQuery,
  periodQuery,
} from './schema.ts';

/** Bags: look-up of one, the children of one, and the list of all. */

const tag = 'Bags';

export const BAG_KINDS = ['parent', 'child'] as const;
export const BAG_STATUSES = [...PARENT_STATUSES, 'void'] as const;
export const BAG_SORTS = ['-createdAt', 'createdAt', 'code', '-code'] as const;
export type BagSort = (typeof BAG_SORTS)[number];

/** Longer texts to search for are no part of any code. */
export const SEARCH_LENGTH_MAX = 1_000;

/** A raw code is as good as its normal form: the text of a whole label, too. */
export const bagCodeParams = Type.Object({
  code: Type.String({ description: 'a code, or the raw text of a label, percent-encoded' }),
});

export const Bag = Type.Object({
  code: Type.String(),
  kind: OneOf(BAG_KINDS),
  product: Nullable(Type.String({ description: 'of a parent' })),
  status: Nullable(OneOf(BAG_STATUSES)),
  childCount: Nullable(Type.Integer()),
  capacity: Nullable(Type.Integer()),
  lot: Nullable(Type.String()),
  labelDate: Nullable(CalendarDate),
  area: Nullable(Type.String()),
  parent: Nullable(Type.String({ description: 'the parent that a child lies in' })),
  bill: Nullable(Type.String({ description: "the parent's bill; of a child, its parent's" })),
  createdAt: Instant,
  createdBy: Nullable(Type.String()),
});
export type Bag = Static<typeof Bag>;

const PackedChild = Type.Object({
  code: Type.String(),
  lot: Nullable(Type.String()),
  packedAt: Instant,
  packedBy: Nullable(Type.String()),
});
export type PackedChild = Static<typeof PackedChild>;

/** Never cut short: a parent has at most its capacity. */
export const Children = Type.Array(PackedChild, { description: 'in the order packed' });

export const getBag = endpoint({
  method: 'GET',
  path: '/api/v2/bags/:code',
  access: 'lookUp',
  tag,
  summary: 'Look a bag up',
  params: bagCodeParams,
  response: { 200: Bag },
});

export const listChildren = endpoint({
  method: 'GET',
  path: '/api/v2/bags/:code/children',
  access: 'lookUp',
  tag,
  summary: 'What a parent holds',
  description: 'All of it, in the order packed. A child holds nothing.',
  params: bagCodeParams,
  response: { 200: Type.Object({ items: Children }) },
});

const Flag = OneOf(['true', 'false']);

/** The filters of the list, which the export of bags takes as well. */
export const bagFilters = {
  kind: Type.Optional(OneOf(BAG_KINDS)),
  status: Type.Optional(OneOf(BAG_STATUSES)),
  area: Type.Optional(Type.String({ description: "an area's name" })),
  product: Type.Optional(Type.String({ description: "a product's name" })),
  billed: Type.Optional(Flag),
  packed: Type.Optional(Flag),
  q: Type.Optional(
    Type.String({
      maxLength: SEARCH_LENGTH_MAX,
      description: 'a whole code, then its beginning, then (from 3 characters on) any part',
    }),
  ),
  ...periodQuery,
  sort: Type.Optional(OneOf(BAG_SORTS)),
};

export const listBags = endpoint({
  method: 'GET',
  path: '/api/v2/bags',
  access: 'list',
  tag,
  summary: 'List bags',
  description:
    'Void bags are listed with `status=void` only. `billed` asks of a child whether its parent ' +
    'is on a bill; `packed=true` are the children in parents, `packed=false` all other bags. ' +
    'Newest first, but with `q` in the order of codes.',
  query: Type.Object({ ...bagFilters, ...pageQuery }),
  response: { 200: pageOf(Bag) },
});
