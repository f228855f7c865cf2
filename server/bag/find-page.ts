import type { Queryable } from '../db/database.ts';
import {
  childrenText,
  countParentsText,
  countText,
  FEW_PARENTS_MAX,
  isServedByOrder,
  type ListedRow,
  type PageOf,
  searchText,
  shortWalkText,
  type Text,
  type WalkedRow,
  walkText,
} from './list-text.ts';
import { countShelves, type Group } from './shelves.ts';

/** The next bags of a list that merges these groups, in its order. */
export async function findPage(
  db: Queryable,
  groups: readonly Group[],
  page: PageOf,
): Promise<ListedRow[]> {
  const lists = await Promise.all(
    groups
      .filter(({ shelves }) => countShelves(shelves) > 0)
      .map((group) => findOfGroup(db, group, page)),
  );
  const [first] = lists;
  if (lists.length < 2) return first ?? [];
  return lists.flat().sort(comparisonOf(page)).slice(0, page.rowsMax);
}

function comparisonOf({ sort }: PageOf): (a: ListedRow, b: ListedRow) => number {
  const sign = sort.startsWith('-') ? -1 : 1;
  // Without its Z, a time with fewer decimals is the beginning of those that come after it.
  const keyOf = ({ code, created_at }: ListedRow) =>
    sort.endsWith('code') ? code : `${created_at.slice(0, -1)} ${code}`;
  return (a, b) => (keyOf(a) < keyOf(b) ? -sign : sign);
}

/** How many bags the first walk looks through: in less than a millisecond. */
const WALK_BAGS_MIN = 3_000;
/** Filters that match too few of so many bags are rare. They are looked through in some 5 ms. */
const WALK_BAGS_MAX = 30_000;
/** A walk goes further than the ones before it let expect, as matches lie unevenly. */
const WALK_MARGIN = 1.5;

/**
 * Where the list's order serves all filters, the shelves are walked. Else they are walked for a
 * while, which finds what is common; what is rare is few enough to be found otherwise and sorted.
 */
async function findOfGroup(db: Queryable, wanted: Group, page: PageOf): Promise<ListedRow[]> {
  if (isServedByOrder(wanted, page)) return run(db, walkText(wanted, page));
  if (page.place.tier === 'whole') return run(db, searchText(wanted, page));
  const group = await withFew(db, wanted);
  const found: ListedRow[] = [];
  let rest = page;
  let looked = 0;
  for (let bags = WALK_BAGS_MIN; ; ) {
    const walked = await walk(db, group, rest, bags);
    found.push(...walked.found);
    if (walked.rest === null) return found;
    rest = walked.rest;
    looked += bags;
    // So many would find the rest, if it goes on like this.
    const needed = Math.ceil((looked / found.length) * rest.rowsMax * WALK_MARGIN);
    if (needed <= WALK_BAGS_MAX && looked <= WALK_BAGS_MAX) {
      bags = Math.max(needed, WALK_BAGS_MIN);
      continue;
    }
    const rare = await findRare(db, group, rest);
    if (rare !== null) return [...found, ...rare];
    bags = looked * 3;
  }
}

/** With what is known of a group's parents: mostly those on no bill are few. */
async function withFew(db: Queryable, group: Group): Promise<Group> {
  const { parents } = group;
  if (parents === null) return group;
  for (const few of ['loose', 'billed'] as const) {
    const bags = await count(db, countParentsText(parents, few, FEW_PARENTS_MAX));
    if (bags < FEW_PARENTS_MAX) return { ...group, parents: { ...parents, few } };
  }
  return group;
}

/** @returns what was found among so many bags, and the page still to be found, if any is. */
async function walk(
  db: Queryable,
  group: Group,
  page: PageOf,
  bagsMax: number,
): Promise<{ readonly found: ListedRow[]; readonly rest: PageOf | null }> {
  const rows = await run<WalkedRow>(db, shortWalkText(group, page, bagsMax));
  const found = rows.filter((row) => row.is_hit);
  const end = rows.find((row) => !row.is_hit);
  if (end === undefined || found.length === page.rowsMax) return { found, rest: null };
  const place = { ...page.place, key: [end.created_at, end.code] };
  return { found, rest: { ...page, place, rowsMax: page.rowsMax - found.length } };
}

/** So many are soon found by another index and sorted, in some 5 ms. */
const RARE_BAGS_MAX = 20_000;
/** The parents of so many children are soon asked whether they are billed. */
const RARE_CHILDREN_MAX = 5_000;

/** @returns null where walking on is the better way. */
async function findRare(db: Queryable, group: Group, page: PageOf): Promise<ListedRow[] | null> {
  if (page.place.tier === 'anywhere') return run(db, searchText(group, page));
  const { parents } = group;
  const isOfFew = parents !== null && parents.isBilled === (parents.few === 'billed');
  const isFilteredMore = !isServedByOrder({ ...group, parents: null }, page);
  if (isFilteredMore) {
    const bagsMax = parents === null ? RARE_BAGS_MAX : RARE_CHILDREN_MAX;
    const bags = await count(db, countText(group, page, bagsMax));
    if (bags < bagsMax) return run(db, searchText(group, page));
  }
  return isOfFew && parents.few !== null ? run(db, childrenText(group, page)) : null;
}

async function count(db: Queryable, { text, values }: Text): Promise<number> {
  const [counted] = await db.runText<{ bags: number }>(text, values);
  return counted?.bags ?? 0;
}

function run<Row extends { code: string } = ListedRow>(
  db: Queryable,
  { text, values }: Text,
): Promise<Row[]> {
  return db.runText<Row>(text, values);
}
