import type { Queryable } from '../db/database.ts';
import type { Period } from '../list/period.ts';
import { countCodesText, nextCodeText, partsText, sampleText } from './code-text.ts';
import { findAnywhere, liesTogether } from './find-anywhere.ts';
import {
  countLeavingText,
  countText,
  isByCode,
  isServedByOrder,
  LEAVING_MAX,
  type ListedRow,
  leavingText,
  type PageOf,
  periodText,
  searchText,
  shortWalkText,
  type Text,
  type WalkedRow,
  walkText,
  wholeText,
} from './list-text.ts';
import { countChildShelves, countShelves, type Group, holdBilled } from './shelves.ts';

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
  /** The bags of so many codes are looked up in some 50 ms; for more the shelves are walked. */
  readonly hits: number;
  /** So many are soon found by another index and sorted, in some 3 ms. */
  readonly rare: number;
  /** So many bags of a period are soon looked through, in some 3 ms. */
  readonly period: number;
  /** The parents of so many children are soon asked, each, whether they are billed. */
  readonly rareChildren: number;
  /** More parents whose children leave the stock take too long to gather for each statement. */
  readonly leaving: number;
  /** The children of more of them take too long to collect. */
  readonly collected: number;
}

const LIMITS: FindLimits = {
  firstWalk: 3_000,
  walk: 30_000,
  walkForThree: 100_000,
  codes: 40_000,
  hits: 25_000,
  rare: 10_000,
  period: 20_000,
  rareChildren: 5_000,
  leaving: LEAVING_MAX,
  collected: 6_000,
};

/** A walk goes further than the ones before it let expect, as matches lie unevenly. */
const WALK_MARGIN = 1.5;

/** The groups that are left to look for, with what is known of those who leave the stock. */
export async function countLeaving(
  db: Queryable,
  groups: readonly Group[],
  limits = LIMITS,
): Promise<Group[]> {
  const isAsked = groups.some(({ isBilled }) => isBilled !== null);
  const leaving = isAsked ? await count(db, countLeavingText(limits.leaving)) : 0;
  return groups
    .filter(({ shelves, isBilled }) => countShelves(shelves) > 0 && !(isBilled && leaving === 0))
    .map(({ shelves, isBilled }) => ({
      shelves,
      isBilled: leaving === 0 ? null : isBilled,
      leaving: leaving < limits.leaving ? leaving : null,
    }));
}

/** Whether all bags of a period are soon looked through. */
export async function isShort(db: Queryable, period: Period, limits = LIMITS): Promise<boolean> {
  if (!isPeriod(period)) return false;
  return (await count(db, countCodesText(period, limits.period))) < limits.period;
}

function isPeriod({ from, to }: Period): boolean {
  return from !== null || to !== null;
}

/**
 * The next bags of a list that merges these groups, in its order. One group after the other: what
 * leaves the first for the second meanwhile is found, and once.
 */
export async function findPage(
  db: Queryable,
  groups: readonly Group[],
  page: PageOf,
  limits = LIMITS,
): Promise<ListedRow[]> {
  const found = new Map<string, ListedRow>();
  for (const group of groups) {
    const rows = await findOfGroup({ db, limits }, group, page);
    for (const row of rows) found.set(row.code, row);
  }
  const rows = [...found.values()];
  return groups.length < 2 ? rows : rows.sort(comparisonOf(page)).slice(0, page.rowsMax);
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
async function findOfGroup(finding: Finding, group: Group, page: PageOf): Promise<ListedRow[]> {
  const { db, limits } = finding;
  if (page.place.tier === 'whole') return run(db, wholeText(group, page));
  if (group.isBilled && group.leaving !== null && group.leaving < limits.collected) {
    return run(db, leavingText(group, page));
  }
  if (isServedByOrder(group, page)) return run(db, walkText(group, page));
  const { tier } = page.place;
  if (tier !== null && page.isPeriodShort) return run(db, periodText(group, page));
  // What begins with a text lies together in the order of codes, so far from even in another one.
  const mayBeRare = tier === 'beginning';
  const all = mayBeRare ? await findIfRare(finding, group, page, limits.rare) : null;
  if (all !== null) return all;
  if (liesTogether(group, page)) {
    const ahead = await skipAhead(db, group, page);
    return ahead === null ? [] : findAnywhere(finding, group, ahead);
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

/** How many bags to look through next for the rest of a page; null where that may be in vain. */
function nextWalk(
  { firstWalk, walk: walkMax, walkForThree }: FindLimits,
  page: PageOf,
  found: number,
  looked: number,
): number | null {
  const { place, search, rowsMax } = page;
  const isForThree = place.tier === 'anywhere' && search?.text.length === 3;
  const bagsMax = isForThree ? walkForThree : walkMax;
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
  if (!isByCode(page) || !isPeriod(page.period)) return page;
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
  const { tier } = page.place;
  // What begins with a text can all be sorted in less time than a walk to the list's end takes.
  if (tier === 'beginning') return run(db, searchText(group, page));
  if (tier === null) return findIfRare(finding, group, page, limits.rare);
  const isLittle = !holdBilled(group.shelves);
  const all = isLittle ? await findIfRare(finding, group, page, limits.codes * 2) : null;
  if (all !== null) return all;
  // What many codes hold may be in few of these shelves, whose walk takes less than all hits.
  const isOfChildren = countChildShelves(group.shelves) > 0;
  if (isOfChildren && (await count(db, sampleText(page))) >= limits.hits) return null;
  return run(db, partsText(group, page));
}

/** @returns null where too many bags match to sort them, whatever their parents. */
async function findIfRare(
  { db, limits }: Finding,
  group: Group,
  page: PageOf,
  rareMax: number,
): Promise<ListedRow[] | null> {
  if (isServedByOrder({ ...group, isBilled: null }, page)) return null;
  const isEachAsked = group.isBilled !== null && group.leaving === null;
  const bagsMax = isEachAsked ? limits.rareChildren : rareMax;
  const bags = await count(db, countText(group, page, bagsMax));
  return bags < bagsMax ? run(db, searchText(group, page)) : null;
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
