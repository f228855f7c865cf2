import type { Queryable } from '../db/database.ts';
import {
  childrenText,
  countText,
  isServedByOrder,
  type ListedRow,
  type PageOf,
  parentsText,
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

/** How many bags the first walk looks at; each next one looks at three times as many. */
const WALK_BAGS_MIN = 3_000;
/** Filters that match too few of so many bags are rare. */
const WALK_BAGS_MAX = 30_000;

/**
 * Where the list's order serves all filters, the shelves are walked. Else they are walked for a
 * while, which finds what is common; what is rare is few enough to be found otherwise and sorted.
 */
async function findOfGroup(db: Queryable, group: Group, page: PageOf): Promise<ListedRow[]> {
  if (isServedByOrder(group, page)) return run(db, walkText(group, page));
  if (page.place.tier === 'whole') return run(db, searchText(group, page));
  const found: ListedRow[] = [];
  let rest = page;
  for (let bags = WALK_BAGS_MIN; ; bags *= 3) {
    const walked = await walk(db, group, rest, bags);
    found.push(...walked.found);
    if (walked.rest === null) return found;
    rest = walked.rest;
    // Would the walks that are left find the rest, if it goes on like this?
    const isPromising = (walked.found.length * WALK_BAGS_MAX) / bags >= rest.rowsMax;
    if (isPromising && bags * 3 <= WALK_BAGS_MAX) continue;
    const rare = await findRare(db, group, rest);
    if (rare !== null) return [...found, ...rare];
  }
}

/** @returns what was found among so many bags, and the page still to be found, if any is. */
async function walk(
  db: Queryable,
  group: Group,
  page: PageOf,
  bagsMax: number,
): Promise<{ readonly found: ListedRow[]; readonly rest: PageOf | null }> {
  const walked = await run<WalkedRow>(db, shortWalkText(group, page, bagsMax));
  const end = walked.findIndex((row) => row.is_end);
  const sure = end === -1 ? walked : walked.slice(0, end + 1);
  const found = sure.filter((row) => row.is_hit);
  const last = sure.at(-1);
  if (end === -1 || last === undefined || found.length === page.rowsMax) {
    return { found, rest: null };
  }
  const place = { ...page.place, key: [last.created_at, last.code] };
  return { found, rest: { ...page, place, rowsMax: page.rowsMax - found.length } };
}

/** So many are soon found by another index and sorted, in some 5 ms. */
const RARE_BAGS_MAX = 20_000;
/** The parents of so many children are soon asked whether they are billed. */
const RARE_CHILDREN_MAX = 5_000;
/** The children of so many parents are soon collected. */
const RARE_PARENTS_MAX = 6_000;

/** @returns null where walking on is the better way. */
async function findRare(db: Queryable, group: Group, page: PageOf): Promise<ListedRow[] | null> {
  if (page.place.tier === 'anywhere') return run(db, searchText(group, page));
  const bagsMax = group.parents === null ? RARE_BAGS_MAX : RARE_CHILDREN_MAX;
  const counting = countText(group, page, bagsMax);
  const [counted] = await db.runText<{ bags: number }>(counting.text, counting.values);
  if (counted?.bags !== bagsMax) return run(db, searchText(group, page));
  if (group.parents === null) return null;
  const parents = await run<{ code: string }>(db, parentsText(group.parents, RARE_PARENTS_MAX));
  if (parents.length === RARE_PARENTS_MAX) return null;
  const codes = parents.map(({ code }) => code);
  return run(db, childrenText(group, page, codes));
}

function run<Row extends { code: string } = ListedRow>(
  db: Queryable,
  { text, values }: Text,
): Promise<Row[]> {
  return db.runText<Row>(text, values);
}
