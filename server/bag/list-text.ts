import type { BagSort } from '#contract/bag.ts';
import { makeParameters, type Parameters } from '../db/parameters.ts';
import type { Period } from '../list/period.ts';
import { anywherePattern, endOfBeginning, type Place, type Search } from '../list/search.ts';
import {
  type ChildPlace,
  countChildShelves,
  countShelves,
  type Group,
  onlyChildren,
  type Shelves,
} from './shelves.ts';

/** The statements of the list of bags, made for its filters. What shelves are: 0015-stock.sql. */

/** A page of the list: its order, what else the bags must match, and where it begins. */
export interface PageOf {
  readonly sort: BagSort;
  readonly search: Search | null;
  readonly period: Period;
  /** Of a search: whether few bags are of the period, so that all of these are looked through. */
  readonly isPeriodShort: boolean;
  readonly place: Place;
  /** In the order of codes: no bag that matches comes before this code. */
  readonly skipTo?: string;
  readonly rowsMax: number;
}

export interface ListedRow {
  readonly code: string;
  readonly created_at: string;
}

/** A row of a walk that stops early; the one that is no hit tells how far it went. */
export interface WalkedRow extends ListedRow {
  readonly is_hit: boolean;
}

export interface Text {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The parts that a text is put together from. */
export interface Parts extends Parameters {
  /** A table `shelf` of the wanted shelves' numbers. */
  readonly shelf: string;
  /** Conditions on the key that the list is in the order of: the walked range. */
  readonly range: readonly string[];
  /** That the code holds the searched text somewhere; it takes nothing but the code to tell. */
  readonly likeness: readonly string[];
  /** All other conditions on the bag alone. */
  readonly others: readonly string[];
  /** What the parents of children must be. */
  readonly ofParents: readonly string[];
  readonly order: string;
  readonly limit: string;
}

/** Whether the list's order serves all filters, so that shelves are walked without waste. */
export function isServedByOrder(group: Group, page: PageOf): boolean {
  const { likeness, others, ofParents } = partsOf(group, page);
  return likeness.length + others.length + ofParents.length === 0;
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
 * Looks through about so many bags, in the list's order, for those that match. It ends where the
 * first of the shelves has given its share, and looks at nothing beyond that.
 */
export function shortWalkText(group: Group, page: PageOf, bagsMax: number): Text {
  const { shelf, range, likeness, others, ofParents, order, limit, ...parameters } = partsOf(
    group,
    page,
  );
  const most = mostOf(group.shelves);
  const mostShelf = shelfText(most, parameters, 'most_shelf');
  const share = parameters.add(shareOf(most, bagsMax));
  const isRangeOfCodes = page.place.tier === 'beginning' && !isByCode(page);
  const shelvesOf = (table: string) => (isRangeOfCodes ? shelvesWith(table, others) : table);
  const endOf = (table: string) => `(
      select last.* from ${shelvesOf(table)} cross join lateral (
        select code, created_at from bag
        where ${[`bag.shelf = ${table}.id`, ...range].join(' and ')}
        order by ${order} offset ${share} limit 1
      ) last
      order by ${order} limit 1
    )`;
  const walked = ['bag.shelf = shelf.id', ...range, untilEnd(page, parameters)].join(' and ');
  // Ordered before it is filtered, or another index than that of the order might be taken.
  const text = `with ${shelf}, ${mostShelf}, walk_end as materialized (
      ${endOf('most_shelf')} union all ${endOf('shelf')} limit 1
    ), hit as (
      select found.* from ${shelvesOf('shelf')} cross join lateral (
        select code, created_at from (
          select code, created_at${ofParents.length === 0 ? '' : ', parent_code'}
          from bag where ${walked} order by ${order} offset 0
        ) bag
        where ${[...likeness, ...others, ...ofParents].join(' and ')}
        order by ${order} ${limit}
      ) found
      order by ${order} ${limit}
    )
    select code, created_at, true as is_hit from hit
    union all
    select code, created_at, false from walk_end`;
  return { text, values: parameters.values };
}

/** Those of a table's shelves that hold any bag that matches. */
function shelvesWith(table: string, conditions: readonly string[]): string {
  return `(
        select id from ${table}
        where (
          select true from bag where ${[`bag.shelf = ${table}.id`, ...conditions].join(' and ')}
          limit 1
        )
      ) ${table}`;
}

/** Those that hold most of the wanted bags: children in parents, else all children, else all. */
function mostOf(shelves: Shelves): Shelves {
  if (countChildShelves(shelves) === 0) return shelves;
  const packed = shelves.child.filter((place) => place === 'stock' || place === 'billed');
  return onlyChildren(shelves, packed.length === 0 ? shelves.child : packed);
}

/** Of an area most bags are on one shelf: in stock on a new site, on bills on others. */
function shareOf(most: Shelves, bags: number): number {
  const isOfChildren = countChildShelves(most) > 0;
  return Math.ceil(bags / (isOfChildren ? most.areas.length : countShelves(most)));
}

/** All is looked through, to the period's end, where no shelf has so many bags left. */
function untilEnd(page: PageOf, { add }: Parameters): string {
  const isUp = !page.sort.startsWith('-');
  const code = `coalesce((select code from walk_end), '${isUp ? '~' : ''}')`;
  const comparison = isUp ? '<=' : '>=';
  if (isByCode(page)) return `bag.code ${comparison} ${code}`;
  const last = (isUp ? page.period.to : page.period.from) ?? (isUp ? 'infinity' : '-infinity');
  const time = `coalesce((select created_at from walk_end), ${add(last)})`;
  // The time alone, too: beside an end of the period the pair would not end the walk.
  return `bag.created_at ${comparison} ${time}
            and (bag.created_at, bag.code) ${comparison} (${time}, ${code})`;
}

/** The bag that has the searched code, by its key alone. */
export function wholeText(group: Group, page: PageOf): Text {
  const { shelf, range, others, ofParents, limit, values } = partsOf(group, page);
  const matching = ['(shelf in (select id from shelf)) = true', ...range, ...others, ...ofParents];
  const text = `with ${shelf}
    select code, created_at from bag where ${matching.join(' and ')} ${limit}`;
  return { text, values };
}

/** Finds all that match by another index than that of the list's order, and sorts them. */
export function searchText(group: Group, page: PageOf): Text {
  const parts = partsOf(group, page);
  const { sought, rest } = soughtOf(parts, page);
  return sortedText(parts, sought, [...rest, ...parts.likeness, ...parts.ofParents]);
}

/** Finds all that match in the page's period, which is short, and sorts them. */
export function periodText(group: Group, page: PageOf): Text {
  const parts = partsOf(group, page);
  const { range, likeness, others, ofParents } = parts;
  const [sought, rest] = isByCode(page) ? [others, range] : [range, others];
  return sortedText(parts, sought, [...rest, ...likeness, ...ofParents]);
}

/** @param sought what an index finds, @param filter what is left to look at then. */
function sortedText(parts: Parts, sought: readonly string[], filter: readonly string[]): Text {
  const { shelf, ofParents, order, limit, values } = parts;
  // Without the offset, which changes nothing, it would be planned as a join, or by the order.
  const text = `with ${shelf}
    select bag.code, bag.created_at from shelf cross join lateral (
      select code, created_at${ofParents.length === 0 ? '' : ', parent_code'} from bag
      where ${['bag.shelf = shelf.id', ...sought].join(' and ')} offset 0
    ) bag
    ${filter.length === 0 ? '' : `where ${filter.join(' and ')}`}
    order by ${order} ${limit}`;
  return { text, values };
}

/** Counts, up to a number, the bags that a search would look through, on all pages. */
export function countText({ shelves }: Group, page: PageOf, bagsMax: number): Text {
  const { skipTo: _, ...whole } = page;
  const isByBeginning = page.place.tier === 'beginning';
  const period = isByCode(page) && !isByBeginning ? page.period : { from: null, to: null };
  const search = isByBeginning ? page.search : null;
  const place = { ...page.place, key: null };
  const counted = { ...whole, search, period, place, rowsMax: bagsMax };
  const parts = partsOf({ shelves, isBilled: null, leaving: null }, counted);
  const { shelf, limit, values } = parts;
  const { sought } = soughtOf(parts, page);
  const text = `with ${shelf}
    select count(*) as bags from (
      select from shelf cross join lateral (
        select from bag
        where ${['bag.shelf = shelf.id', ...sought].join(' and ')} ${limit}
      ) found ${limit}
    ) found`;
  return { text, values };
}

/**
 * What one index finds, and what is left to look at then: of two ranges the planner, who knows no
 * values, may seek the one that holds nearly all bags.
 */
function soughtOf({ range, others }: Parts, page: PageOf) {
  const isByBeginning = isByCode(page) && page.place.tier === 'beginning';
  return isByBeginning ? { sought: range, rest: others } : { sought: others, rest: range };
}

/** Counts, up to a number, the parents on a bill whose children are still in stock. */
export function countLeavingText(parentsMax: number): Text {
  const text = `select count(*) as bags from (select from bag where ${IS_LEAVING} limit $1) found`;
  return { text, values: [parentsMax] };
}

/** Finds all matching children of the few parents that are leaving the stock, and sorts. */
export function leavingText(group: Group, page: PageOf): Text {
  const { shelf, range, likeness, others, order, limit, values } = partsOf(group, page);
  const onShelf = '(shelf in (select id from shelf)) = true';
  const matching = ['parent_code = leaving.code', onShelf, ...range, ...likeness, ...others];
  const text = `with ${shelf}
    select found.* from leaving cross join lateral (
      select code, created_at from bag where ${matching.join(' and ')} offset 0
    ) found
    order by ${order} ${limit}`;
  return { text, values };
}

/** What each statement for a group and a page is put together from. */
export function partsOf(group: Group, page: PageOf): Parts {
  const parameters = makeParameters();
  const { sort, place } = page;
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const after = afterConditions(page, direction, parameters);
  const period = periodConditions(page.period, parameters);
  const search = searchConditions(page.search, place, parameters);
  const isAnywhere = place.tier === 'anywhere';
  const likeness = isAnywhere ? search : [];
  const matching = isAnywhere ? [] : search;
  return {
    ...parameters,
    shelf: shelfText(group.shelves, parameters) + leavingTable(group),
    range: [...after, ...(isByCode(page) ? matching : period)],
    likeness,
    others: isByCode(page) ? period : matching,
    ofParents: group.isBilled === null ? [] : [billedCondition(group)],
    order: isByCode(page) ? `code ${direction}` : `created_at ${direction}, code ${direction}`,
    limit: `limit ${parameters.add(page.rowsMax)}`,
  };
}

export function isByCode({ sort }: PageOf): boolean {
  return sort === 'code' || sort === '-code';
}

/** A table of the numbers of these shelves. */
export function shelfText(
  { areas, parent, child }: Shelves,
  { add }: Parameters,
  table = 'shelf',
): string {
  const area = `unnest(${add(areas)}::smallint[]) as area`;
  return `${table} (id) as (
      select bag_shelf('parent', area, product, status, is_loose, false)
      from ${area}, unnest(${add(parent.products)}::smallint[]) as product,
        unnest(${add(parent.statuses)}::text[]) as status,
        unnest(${add(parent.isLoose)}::boolean[]) as is_loose
      union all
      select bag_shelf('child', area, null, case place when 'void' then place end,
        place in ('loose', 'void'), place = 'stock')
      from ${area}, unnest(${add(child satisfies readonly ChildPlace[])}::text[]) as place
    )`;
}

function afterConditions(page: PageOf, direction: 'asc' | 'desc', { add }: Parameters): string[] {
  const after = direction === 'asc' ? '>' : '<';
  const skipped = page.skipTo === undefined ? [] : [`bag.code ${after}= ${add(page.skipTo)}`];
  if (page.place.key === null) return skipped;
  const [createdAt, code] = page.place.key;
  if (isByCode(page)) return [...skipped, `bag.code ${after} ${add(code)}`];
  const time = add(createdAt);
  return [
    // The time alone, too: beside the beginning of a period the pair would not begin the walk.
    `bag.created_at ${after}= ${time}`,
    `(bag.created_at, bag.code) ${after} (${time}, ${add(code)})`,
  ];
}

export function periodConditions({ from, to }: Period, { add }: Parameters): string[] {
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

/** More are not few: they take too long to gather for each statement. */
export const LEAVING_MAX = 20_000;

/** As in the condition of the index `bag__leaving_stock`. */
const IS_LEAVING = 'in_stock and bill_code is not null';

/** A table `leaving` of parents. Its limit is in the text: the planner must know it is small. */
function leavingTable({ isBilled, leaving }: Group): string {
  if (isBilled === null || leaving === null) return '';
  return `, leaving as materialized (
      select code from bag where ${IS_LEAVING} limit ${LEAVING_MAX}
    )`;
}

/**
 * Whether a bag is, or is not, in a parent that is on a bill: in a fifth of the time where those
 * that make a difference are few and known.
 */
function billedCondition({ isBilled, leaving }: Group): string {
  // Said so, it is no join, which would lose the order.
  if (leaving !== null) {
    return `(bag.parent_code in (select code from leaving)) is ${isBilled ? '' : 'not '}true`;
  }
  return `(select packed_in.bill_code from bag packed_in where packed_in.code = bag.parent_code)
      is ${isBilled ? 'not ' : ''}null`;
}
