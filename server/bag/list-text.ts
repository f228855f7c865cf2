import type { BagSort } from '#contract/bag.ts';
import type { ParentStatus } from '#domain/outcome.ts';
import { makeParameters, type Parameters } from '../db/parameters.ts';
import type { Period } from '../list/period.ts';
import { anywherePattern, endOfBeginning, type Place, type Search } from '../list/search.ts';

/** The statements of the list of bags, made for its filters. What shelves are: 0002-lists.sql. */

/** A query of the list in the database's terms. */
export interface BagFilters {
  readonly sort: BagSort;
  readonly shelves: Shelves;
  /** Of children that lie in a parent: whether that parent is on a bill. */
  readonly isParentBilled: boolean | undefined;
  readonly period: Period;
  readonly search: Search | null;
}

/** Every combination of these is a shelf; an empty list of a kind's means that none is. */
export interface Shelves {
  /** 0 for bags without an area. */
  readonly areas: readonly number[];
  readonly parent: {
    readonly products: readonly number[];
    readonly statuses: readonly (ParentStatus | 'void')[];
    readonly isLoose: readonly boolean[];
  };
  readonly child: {
    readonly statuses: readonly ('void' | null)[];
    readonly isLoose: readonly boolean[];
  };
}

export function countShelves({ areas, parent, child }: Shelves): number {
  const { products, statuses, isLoose } = parent;
  const ofEachArea =
    products.length * statuses.length * isLoose.length +
    child.statuses.length * child.isLoose.length;
  return areas.length * ofEachArea;
}

export interface ListedRow {
  readonly code: string;
  readonly created_at: string;
}

/** A row of a walk that ends early: `is_end` marks how far one of the shelves was walked. */
export interface WalkedRow extends ListedRow {
  readonly is_hit: boolean;
  readonly is_end: boolean;
}

interface Text {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The parts that a text is put together from. */
interface Parts extends Parameters {
  /** A table `shelf` of the wanted shelves' numbers. */
  readonly shelves: string;
  /** Conditions on the key that the list is in the order of: the walked range. */
  readonly range: readonly string[];
  /** All other conditions, on `bag`. */
  readonly others: readonly string[];
  readonly order: string;
}

/** Whether the list's order serves all its filters, so that each shelf is walked without waste. */
export function isServedByOrder(filters: BagFilters, place: Place): boolean {
  return partsOf(filters, place).others.length === 0;
}

/** Walks every shelf and merges them. Only for filters that the order serves. */
export function walkText(filters: BagFilters, place: Place, rowsMax: number): Text {
  const parts = partsOf(filters, place);
  const { shelves, range, order, add, values } = parts;
  const limit = `limit ${add(rowsMax)}`;
  const text = `with ${shelves}
    select found.code, found.created_at from shelf cross join lateral (
      select code, created_at from bag
      where ${['bag.shelf = shelf.id', ...range].join(' and ')}
      order by ${order} ${limit}
    ) found
    order by ${order} ${limit}`;
  return { text, values };
}

/**
 * Walks at most so many bags of every shelf, in the list's order, for those that match. The rows
 * before the first end are the list's; what comes after it may have gaps.
 */
export function shortWalkText(
  filters: BagFilters,
  place: Place,
  rowsMax: number,
  shelfBagsMax: number,
): Text {
  const { shelves, range, others, order, add, values } = partsOf(filters, place);
  const limit = `limit ${add(rowsMax)}`;
  const end = add(shelfBagsMax);
  const isHit = `(${others.join(' and ')})`;
  const parent = filters.isParentBilled === undefined ? '' : ', parent_code';
  const text = `with ${shelves}
    select found.* from shelf cross join lateral (
      select code, created_at, ${isHit} as is_hit, place = ${end} as is_end
      from (
        select code, created_at${parent}, row_number() over (order by ${order}) as place
        from bag where ${['bag.shelf = shelf.id', ...range].join(' and ')}
        order by ${order} limit ${end}
      ) bag
      where place = ${end} or ${isHit} ${limit}
    ) found
    order by ${order} ${limit}`;
  return { text, values };
}

/** Finds all that match, by whichever index finds them best, and sorts them. */
export function searchText(filters: BagFilters, place: Place, rowsMax: number): Text {
  const { shelves, range, others, order, add, values } = partsOf(filters, place);
  const text = `with ${shelves}, found as materialized (
      select bag.code, bag.created_at from shelf join bag on bag.shelf = shelf.id
      where ${['true', ...range, ...others].join(' and ')}
    )
    select code, created_at from found order by ${order} limit ${add(rowsMax)}`;
  return { text, values };
}

function partsOf(filters: BagFilters, place: Place): Parts {
  const parameters = makeParameters();
  const isByCode = filters.sort.endsWith('code');
  const direction = filters.sort.startsWith('-') ? 'desc' : 'asc';
  const period = periodConditions(filters.period, parameters);
  const search = searchConditions(filters.search, place, parameters);
  const after = afterCondition(place, isByCode, direction, parameters);
  const isInCodeOrder = place.tier === 'whole' || place.tier === 'beginning';
  const ofCode = isInCodeOrder && isByCode;
  return {
    ...parameters,
    shelves: shelvesText(filters.shelves, parameters),
    range: [...after, ...(isByCode ? [] : period), ...(ofCode ? search : [])],
    others: [
      ...(isByCode ? period : []),
      ...(ofCode ? [] : search),
      ...billedConditions(filters.isParentBilled, parameters),
    ],
    order: isByCode ? `code ${direction}` : `created_at ${direction}, code ${direction}`,
  };
}

function shelvesText({ areas, parent, child }: Shelves, { add }: Parameters): string {
  const area = `unnest(${add(areas)}::smallint[]) as area`;
  return `shelf (id) as (
      select bag_shelf('parent', area, product, status, is_loose)
      from ${area}, unnest(${add(parent.products)}::smallint[]) as product,
        unnest(${add(parent.statuses)}::text[]) as status,
        unnest(${add(parent.isLoose)}::boolean[]) as is_loose
      union all
      select bag_shelf('child', area, null, status, is_loose)
      from ${area}, unnest(${add(child.statuses)}::text[]) as status,
        unnest(${add(child.isLoose)}::boolean[]) as is_loose
    )`;
}

function afterCondition(
  { key }: Place,
  isByCode: boolean,
  direction: 'asc' | 'desc',
  { add }: Parameters,
): string[] {
  if (key === null) return [];
  const [createdAt, code] = key;
  const after = direction === 'asc' ? '>' : '<';
  if (isByCode) return [`bag.code ${after} ${add(code)}`];
  return [`(bag.created_at, bag.code) ${after} (${add(createdAt)}, ${add(code)})`];
}

function periodConditions({ from, to }: Period, { add }: Parameters): string[] {
  return [
    ...(from === null ? [] : [`bag.created_at >= ${add(from)}`]),
    ...(to === null ? [] : [`bag.created_at < ${add(to)}`]),
  ];
}

function searchConditions(search: Search | null, { tier }: Place, { add }: Parameters): string[] {
  if (search === null || tier === null) return [];
  const { text } = search;
  if (tier === 'whole') return [`bag.code = ${add(text)}`];
  const beginning = `bag.code >= ${add(text)} and bag.code < ${add(endOfBeginning(text))}`;
  if (tier === 'beginning') return [beginning, `bag.code <> ${add(text)}`];
  return [`bag.code like ${add(anywherePattern(text))}`, `not (${beginning})`];
}

function billedConditions(isBilled: boolean | undefined, _parameters: Parameters): string[] {
  if (isBilled === undefined) return [];
  return [
    `(bag.parent_code is null or (
      select packed_in.bill_code is ${isBilled ? 'not null' : 'null'}
      from bag packed_in where packed_in.code = bag.parent_code))`,
  ];
}
