import type { BagSort } from '#contract/bag.ts';
import { makeParameters, type Parameters } from '../db/parameters.ts';
import type { Period } from '../list/period.ts';
import { anywherePattern, endOfBeginning, type Place, type Search } from '../list/search.ts';
import { countChildShelves, countShelves, type Group, type Shelves } from './shelves.ts';

/** The statements of the list of bags, made for its filters. What shelves are: 0002-lists.sql. */

/** A page of the list: its order, what else the bags must match, and where it begins. */
export interface PageOf {
  readonly sort: BagSort;
  readonly search: Search | null;
  readonly period: Period;
  readonly place: Place;
  readonly rowsMax: number;
}

export interface ListedRow {
  readonly code: string;
  readonly created_at: string;
}

/** A row of a walk that stops early; `is_end` marks how far one of the shelves was walked. */
export interface WalkedRow extends ListedRow {
  readonly is_hit: boolean;
  readonly is_end: boolean;
}

export interface Text {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The parts that a text is put together from. */
interface Parts extends Parameters {
  /** A table `shelf` of the wanted shelves' numbers. */
  readonly shelf: string;
  /** Conditions on the key that the list is in the order of: the walked range. */
  readonly range: readonly string[];
  /** That the code holds the searched text somewhere; it takes nothing but the code to tell. */
  readonly likeness: readonly string[];
  /** All other conditions, on `bag`. */
  readonly others: readonly string[];
  readonly order: string;
  readonly limit: string;
}

/** Whether the list's order serves all filters, so that shelves are walked without waste. */
export function isServedByOrder(group: Group, page: PageOf): boolean {
  const { likeness, others } = partsOf(group, page);
  return likeness.length + others.length === 0;
}

/** Walks every shelf and merges them. Only for filters that the order serves. */
export function walkText(group: Group, page: PageOf): Text {
  const { shelf, range, order, limit, values } = partsOf(group, page);
  const text = `with ${shelf}
    select found.code, found.created_at from shelf cross join lateral (
      select code, created_at from bag
      where ${['bag.shelf = shelf.id', ...range].join(' and ')}
      order by ${order} ${limit}
    ) found
    order by ${order} ${limit}`;
  return { text, values };
}

/**
 * Walks about so many bags, in the list's order, for those that match. The rows up to the first end
 * are the list's; what comes after it may have gaps.
 */
export function shortWalkText(group: Group, page: PageOf, bagsMax: number): Text {
  const ofChildren = countChildShelves(group.shelves);
  const isWide = ofChildren > NARROW_SHELVES_MAX && group.shelves.child.statuses.includes(null);
  if (isWide && isByCode(page) && page.place.tier === 'anywhere') {
    return codeWalkText(group, page, bagsMax);
  }
  const { shelf, range, likeness, others, order, limit, add, values } = partsOf(group, page);
  // Children are most of all bags: where they are wanted, parents' shelves hardly count.
  const end = add(Math.ceil(bagsMax / (ofChildren || countShelves(group.shelves))));
  const isHit = `(${[...likeness, ...others].join(' and ')})`;
  const text = `with ${shelf}
    select found.* from shelf cross join lateral (
      select code, created_at, ${isHit} as is_hit, place = ${end} as is_end
      from (
        select code, created_at${group.parents === null ? '' : ', parent_code'},
          row_number() over (order by ${order}) as place
        from bag where ${['bag.shelf = shelf.id', ...range].join(' and ')}
        order by ${order} limit ${end}
      ) bag
      where place = ${end} or ${isHit} ${limit}
    ) found
    order by ${order} ${limit}`;
  return { text, values };
}

const NARROW_SHELVES_MAX = 4;

/** With children of many areas wanted, most bags are: then all codes are walked as one shelf. */
function codeWalkText(group: Group, page: PageOf, bagsMax: number): Text {
  const { shelf, range, likeness, others, order, limit, add, values } = partsOf(group, page);
  const end = add(bagsMax);
  const text = `with ${shelf}
    select walked.code, bag.created_at, bag.code is not null as is_hit, walked.is_end
    from (
      select code, place = ${end} as is_end
      from (
        select code, row_number() over (order by ${order}) as place
        from bag ${range.length === 0 ? '' : `where ${range.join(' and ')}`}
        order by ${order} limit ${end}
      ) bag
      where place = ${end} or (${likeness.join(' and ')})
    ) walked
    left join bag on ${['bag.code = walked.code', ...likeness, ...others].join(' and ')}
      and bag.shelf = any(array(select id from shelf))
    where walked.is_end or bag.code is not null
    order by walked.${order} ${limit}`;
  return { text, values };
}

/** Finds all that match by another index than that of the list's order, and sorts them. */
export function searchText(group: Group, page: PageOf): Text {
  if (page.place.tier === 'anywhere') return partsText(group, page);
  const { shelf, range, others, order, limit, values } = partsOf(group, page);
  // Without the offset, which changes nothing, it would be planned as a join, badly.
  const text = `with ${shelf}
    select found.* from shelf cross join lateral (
      select code, created_at from bag
      where ${['bag.shelf = shelf.id', ...range, ...others].join(' and ')} offset 0
    ) found
    order by ${order} ${limit}`;
  return { text, values };
}

/** By the index of the parts of codes. */
function partsText(group: Group, page: PageOf): Text {
  const { shelf, range, likeness, others, order, limit, add, values } = partsOf(group, page);
  const parts = `code_parts(bag.code) @> code_parts(${add(page.search?.text)})`;
  const text = `with ${shelf}, likely as materialized (
      select code, created_at, shelf, parent_code from bag
      where ${[parts, ...likeness].join(' and ')}
    )
    select code, created_at from likely bag
    where ${['shelf in (select id from shelf)', ...range, ...others].join(' and ')}
    order by ${order} ${limit}`;
  return { text, values };
}

/** Counts, up to a number, the bags that match all but what their parents tell. */
export function countText({ shelves }: Group, page: PageOf, bagsMax: number): Text {
  const counted = { ...page, rowsMax: bagsMax };
  const { shelf, range, others, limit, values } = partsOf({ shelves, parents: null }, counted);
  const text = `with ${shelf}
    select count(*) as bags from (
      select from shelf cross join lateral (
        select from bag
        where ${['bag.shelf = shelf.id', ...range, ...others].join(' and ')} ${limit}
      ) found ${limit}
    ) found`;
  return { text, values };
}

/** At most so many codes of the parents that a group's children must lie in. */
export function parentsText({ shelves }: NonNullable<Group['parents']>, rowsMax: number): Text {
  const parameters = makeParameters();
  const shelf = shelfText(shelves, parameters);
  const limit = `limit ${parameters.add(rowsMax)}`;
  const text = `with ${shelf}
    select found.code from shelf cross join lateral (
      select code from bag where bag.shelf = shelf.id ${limit}
    ) found ${limit}`;
  return { text, values: parameters.values };
}

/** Finds all matching children of these parents, and sorts them. */
export function childrenText(group: Group, page: PageOf, parentCodes: readonly string[]): Text {
  const { shelf, range, likeness, others, order, limit, add, values } = partsOf(group, page);
  const text = `with ${shelf}, child as materialized (
      select code, created_at, shelf, parent_code from bag
      where parent_code = any(${add(parentCodes)}::text[])
    )
    select code, created_at from child bag
    where ${['shelf in (select id from shelf)', ...range, ...likeness, ...others].join(' and ')}
    order by ${order} ${limit}`;
  return { text, values };
}

function partsOf({ shelves, parents }: Group, page: PageOf): Parts {
  const parameters = makeParameters();
  const { sort, place } = page;
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const after = afterConditions(page, direction, parameters);
  const period = periodConditions(page.period, parameters);
  const search = searchConditions(page.search, place, parameters);
  const billed = parents === null ? [] : [billedCondition(parents.isBilled)];
  const isAnywhere = place.tier === 'anywhere';
  const likeness = isAnywhere ? search : [];
  const matching = isAnywhere ? [] : search;
  return {
    ...parameters,
    shelf: shelfText(shelves, parameters),
    range: [...after, ...(isByCode(page) ? matching : period)],
    likeness,
    others: [...(isByCode(page) ? period : matching), ...billed],
    order: isByCode(page) ? `code ${direction}` : `created_at ${direction}, code ${direction}`,
    limit: `limit ${parameters.add(page.rowsMax)}`,
  };
}

function isByCode({ sort }: PageOf): boolean {
  return sort === 'code' || sort === '-code';
}

/** A table `shelf` of the numbers of these shelves. */
export function shelfText({ areas, parent, child }: Shelves, { add }: Parameters): string {
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

function afterConditions(page: PageOf, direction: 'asc' | 'desc', { add }: Parameters): string[] {
  if (page.place.key === null) return [];
  const [createdAt, code] = page.place.key;
  const after = direction === 'asc' ? '>' : '<';
  if (isByCode(page)) return [`bag.code ${after} ${add(code)}`];
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

/** Whether the parent that a child lies in is on a bill. */
function billedCondition(isBilled: boolean): string {
  return `(select packed_in.bill_code is ${isBilled ? 'not null' : 'null'}
      from bag packed_in where packed_in.code = bag.parent_code)`;
}
