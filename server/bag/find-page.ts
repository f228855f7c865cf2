import type { Queryable } from '../db/database.ts';
import { nextCodeText, partsText } from './code-text.ts';
import { findAnywhere, liesTogether } from './find-anywhere.ts';
import {
  childrenText,
  countParentsText,
  countText,
  FEW_PARENTS_MAX,
  isByCode,
  isServedByOrder,
  type ListedRow,
  type PageOf,
  searchText,
  shortWalkText,
  type Text,
  type WalkedRow,
  walkText,
  wholeText,
} from './list-text.ts';
import { countShelves, type Group, isLoose } from './shelves.ts';

/** When a way of finding bags is left for another one. Their numbers are measured, in bags. */
export interface FindLimits {
  /** The first walk looks through so many, in less than a millisecond. */
  readonly firstWalk: number;
  /** Filters that match too few of so many bags are rare. A walk of so many takes some 5 ms. */
  readonly walk: number;
  /** Any three characters are in so many codes that finding them all takes longer than this. */
  readonly walkForThree: number;
  /** So many codes are looked through in some 3 ms. */
  readonly codes: number;
  /** So many are soon found by another index and sorted, in some 5 ms. */
  readonly rare: number;
  /** The parents of so many children are soon asked, each, whether they are billed. */
  readonly rareChildren: number;
  /** More parents are not few: they take too long to gather for each statement. */
  readonly fewParents: number;
  /** The children of more parents take too long to collect. */
  readonly collectedParents: number;
}

const LIMITS: FindLimits = {
  firstWalk: 3_000,
  walk: 30_000,
  walkForThree: 100_000,
  codes: 40_000,
  rare: 20_000,
  rareChildren: 5_000,
  fewParents: FEW_PARENTS_MAX,
  collectedParents: 6_000,
};

/** A walk goes further than the ones before it let expect, as matches lie unevenly. */
const WALK_MARGIN = 1.5;

/** The next bags of a list that merges these groups, in its order. */
export async function findPage(
  db: Queryable,
  groups: readonly Group[],
  page: PageOf,
  limits = LIMITS,
): Promise<ListedRow[]> {
  const lists = await Promise.all(
    groups
      .filter(({ shelves }) => countShelves(shelves) > 0)
      .map((group) => findOfGroup({ db, limits }, group, page)),
  );
  const [first] = lists;
  if (lists.length < 2) return first ?? [];
  return lists.flat().sort(comparisonOf(page)).slice(0, page.rowsMax);
}

export interface Finding {
  readonly db: Queryable;
  readonly limits: FindLimits;
}

function comparisonOf({ sort }: PageOf): (a: ListedRow, b: ListedRow) => number {
  const sign = sort.startsWith('-') ? -1 : 1;
  // Without its Z, a time with fewer decimals is the beginning of those that come after it.
  const keyOf = ({ code, created_at }: ListedRow) =>
    sort.endsWith('code') ? code : `${created_at.slice(0, -1)} ${code}`;
  return (a, b) => (keyOf(a) < keyOf(b) ? -sign : sign);
}

/**
 * Where the list's order serves all filters, the shelves are walked. Else they are walked for a
 * while, which finds what is common; what is rare is few enough to be found otherwise and sorted.
 */
async function findOfGroup(finding: Finding, wanted: Group, page: PageOf): Promise<ListedRow[]> {
  const { db, limits } = finding;
  if (page.place.tier === 'whole') return run(db, wholeText(wanted, page));
  if (isServedByOrder(wanted, page)) return run(db, walkText(wanted, page));
  const group = await withFew(finding, wanted);
  const { tier } = page.place;
  // What begins with a text lies together in the order of codes, so far from even in another one.
  const mayBeRare = tier === 'beginning' || (tier === 'anywhere' && isLoose(group.shelves));
  const all = mayBeRare ? await findIfRare(finding, group, page) : null;
  if (all !== null) return all;
  if (liesTogether(group, page)) {
    if (isOfFew(limits, group)) return run(db, childrenText(group, page));
    return findAnywhere(finding, group, page);
  }
  const found: ListedRow[] = [];
  let rest = page;
  let looked = 0;
  let isRareLeft = true;
  for (let bags = limits.firstWalk; ; ) {
    const ahead = await skipAhead(db, group, rest);
    if (ahead === null) return found;
    const walked = await walk(db, group, ahead, bags);
    found.push(...walked.found);
    if (walked.rest === null) return found;
    rest = walked.rest;
    looked += bags;
    const next = nextWalk(limits, page, found.length, looked);
    if (next === null && isRareLeft) {
      const rare = await findRare(finding, group, rest);
      if (rare !== null) return [...found, ...rare];
      isRareLeft = false;
    }
    bags = next ?? looked * 3;
  }
}

/** With what is known of a group's parents: mostly those on no bill are few. */
async function withFew({ db, limits }: Finding, group: Group): Promise<Group> {
  const { parents } = group;
  if (parents === null) return group;
  for (const few of ['loose', 'billed'] as const) {
    const fewCount = await count(db, countParentsText(parents, few, limits.fewParents));
    if (fewCount < limits.fewParents) return { ...group, parents: { ...parents, few, fewCount } };
  }
  return group;
}

/** How many bags to look through next for the rest of a page; null where that may be in vain. */
function nextWalk(
  { firstWalk, walk: walkMax, walkForThree }: FindLimits,
  { place, search, rowsMax }: PageOf,
  found: number,
  looked: number,
): number | null {
  const bagsMax = place.tier === 'anywhere' && search?.text.length === 3 ? walkForThree : walkMax;
  if (looked > bagsMax) return null;
  // So many would find the rest, if it goes on like this.
  const needed = Math.ceil((looked / found) * (rowsMax - found) * WALK_MARGIN);
  if (needed <= bagsMax) return Math.max(needed, firstWalk);
  // Two or three finds tell little yet.
  return looked === firstWalk && found > 0 ? firstWalk * 3 : null;
}

/**
 * In the order of codes, a period's bags lie in few places, and most codes in between.
 * @returns null where no bag of the period is left.
 */
async function skipAhead(db: Queryable, group: Group, page: PageOf): Promise<PageOf | null> {
  const { from, to } = page.period;
  if (!isByCode(page) || (from === null && to === null)) return page;
  const [next] = await run<{ code: string }>(db, nextCodeText(group, page));
  return next === undefined ? null : { ...page, skipTo: next.code };
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

/** @returns null where walking on is the better way. */
async function findRare(finding: Finding, group: Group, page: PageOf): Promise<ListedRow[] | null> {
  const { db, limits } = finding;
  // What holds a text can all be sorted in less time than a walk to the list's end takes.
  if (page.place.tier !== null) {
    const textOf = page.place.tier === 'anywhere' ? partsText : searchText;
    return run(db, isOfFew(limits, group) ? childrenText(group, page) : textOf(group, page));
  }
  const rare = await findIfRare(finding, group, page);
  return rare === null && isOfFew(limits, group) ? run(db, childrenText(group, page)) : rare;
}

/** @returns null where too many bags match to sort them, whatever their parents. */
async function findIfRare(
  { db, limits }: Finding,
  group: Group,
  page: PageOf,
): Promise<ListedRow[] | null> {
  const { parents } = group;
  if (isServedByOrder({ ...group, parents: null }, page)) return null;
  const bagsMax = parents !== null && parents.few === null ? limits.rareChildren : limits.rare;
  const bags = await count(db, countText(group, page, bagsMax));
  return bags < bagsMax ? run(db, searchText(group, page)) : null;
}

/** Whether the wanted children are those of the parents that are few, and can be collected. */
function isOfFew({ collectedParents }: FindLimits, { parents }: Group): boolean {
  if (parents === null || parents.fewCount >= collectedParents) return false;
  return parents.few === (parents.isBilled ? 'billed' : 'loose');
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
