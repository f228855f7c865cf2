import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BAG_SORTS } from '#contract/bag.ts';
import type { Actor } from '#domain/permission.ts';
import { fillBags, putOnShelves } from '#test/fill-bags.ts';
import { openTestApp } from '#test/harness.ts';
import type { Tier } from '../list/search.ts';
import { countLeaving, type FindLimits, findPage, isShort } from './find-page.ts';
import type { PageOf } from './list-text.ts';
import { addCodes } from './searchable.sql.ts';
import { groupsOf } from './shelves.ts';

const { deps, db } = await openTestApp();
await fillBags(db, 220);
// Billed and loose parents lie in no order.
await db.runText(
  `update bag set bill_code = null, billed_at = null, billed_place = null
   where kind = 'parent' and hashtext(code) % 5 < 2`,
  [],
);
await putOnShelves(db);
// As if some of the billed ones had been billed a moment ago.
await db.runText(
  `with leaving as (
     update bag set in_stock = true where bill_code is not null and hashtext(code) % 3 = 0
     returning code
   )
   update bag set in_stock = true, shelf = shelf + 2
   from leaving where bag.parent_code = leaving.code and hashtext(bag.code) % 4 > 0`,
  [],
);
// The search index has reached some of the bags only.
await db.run(addCodes, ['2024-01-05T00:00:00Z', 5_000]);
await db.runText('vacuum analyze bag, bag_code', []);
const bags = await db.runText<{ code: string; created_at: string }>(
  'select code, created_at from bag order by hashtext(code) limit 400',
  [],
);

const ADMIN: Actor = { userId: 1, role: 'admin', areaId: null };
const JAIPUR: Actor = { userId: 2, role: 'dispatcher', areaId: 3 };

/** Mostly none, or most combinations would match no bag. */
const seldom = <Value>(weight: number, ...values: readonly Value[]) =>
  fc.oneof(
    { weight: 10 - weight, arbitrary: fc.constant(undefined) },
    { weight, arbitrary: fc.constantFrom(...values) },
  );
const filters = fc.record({
  kind: seldom(3, 'parent' as const, 'child' as const, 'child' as const),
  status: seldom(1, 'open' as const, 'complete' as const, 'void' as const),
  area: seldom(2, 'jaipur', 'indore'),
  product: seldom(1, 'Mustard'),
  billed: seldom(5, 'true' as const, 'false' as const),
  packed: seldom(1, 'true' as const, 'false' as const),
});
const instant = fc.option(fc.constantFrom(...bags.slice(0, 9).map(({ created_at }) => created_at)));
const SEARCHES = ['0', '00', '04', 'SB', 'M444', 'SB0', '123', '4-0', '777', '-00', '444', 'LO-1'];
const searched = fc.record({
  text: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...SEARCHES) },
    { weight: 1, arbitrary: fc.constantFrom(...bags.map(({ code }) => code)) },
  ),
  tier: fc.constantFrom<Tier>('whole', 'beginning', 'anywhere', 'anywhere'),
});
const pages = fc.record({
  sort: fc.constantFrom(...BAG_SORTS),
  searched: fc.option(searched, { freq: 2 }),
  period: fc.oneof(
    fc.constant({ from: null, to: null }),
    fc.record({ from: instant, to: fc.constant(null) }),
    fc.record({ from: fc.constant(null), to: instant }),
  ),
  after: fc.option(fc.constantFrom(...bags), { freq: 2 }),
  rowsMax: fc.integer({ min: 1, max: 60 }),
});
/** From so small that each way is left at once, to so large that the first one serves. */
const limit = fc.constantFrom(1, 7, 60, 900, 6_000);
const limits: fc.Arbitrary<FindLimits> = fc.record({
  firstWalk: limit,
  walk: limit,
  walkForThree: limit,
  codes: limit,
  hits: limit,
  rare: limit,
  period: limit,
  rareChildren: limit,
  leaving: limit,
  collected: limit,
});

type Filters = typeof filters extends fc.Arbitrary<infer Value> ? Value : never;
type GroupsQuery = Parameters<typeof groupsOf>[0];

/** Without the filters that nobody asked for. */
const queryOf = (chosen: Filters): GroupsQuery =>
  Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
type Asked = typeof pages extends fc.Arbitrary<infer Value> ? Value : never;

function pageOf(
  { sort, searched: wanted, period, after, rowsMax }: Asked,
  isPeriodShort: boolean,
): PageOf {
  const search = wanted === null ? null : { text: wanted.text, tiers: [wanted.tier] };
  const key = after === null ? null : [after.created_at, after.code];
  const place = { tier: wanted?.tier ?? null, key };
  return { sort, search, period, isPeriodShort, place, rowsMax };
}

/** What the contract says of the filters, as conditions that no index serves. */
function plainConditions(query: Filters, person: Actor): string[] {
  const { kind, status, area, product, billed, packed } = query;
  const ofParent = `exists (select from bag p where p.code = bag.parent_code
    and p.bill_code is not null)`;
  return [
    ...(kind === undefined ? [] : [`kind = '${kind}'`]),
    ...(status === undefined ? ['not is_void'] : [`status_of(bag) = '${status}'`]),
    ...(area === undefined ? [] : [`(select name from area where id = area_id) = '${area}'`]),
    ...(product === undefined
      ? []
      : [`(select name from product where id = product_id) = '${product}'`]),
    ...(billed === undefined ? [] : [`(bill_code is not null or ${ofParent}) = ${billed}`]),
    ...(packed === undefined ? [] : [`(parent_code is not null) = ${packed}`]),
    ...(person.areaId === null ? [] : [`coalesce(area_id, ${person.areaId}) = ${person.areaId}`]),
  ];
}

function plainSearch(wanted: Asked['searched']): string[] {
  if (wanted === null) return [];
  const text = `'${wanted.text}'`;
  if (wanted.tier === 'whole') return [`code = ${text}`];
  const isBeginning = `starts_with(code, ${text})`;
  if (wanted.tier === 'beginning') return [isBeginning, `code <> ${text}`];
  return [`strpos(code, ${text}) > 0`, `not ${isBeginning}`];
}

function plainText(query: Filters, person: Actor, asked: Asked): string {
  const { sort, period, after, rowsMax } = asked;
  const [direction, than] = sort.startsWith('-') ? ['desc', '<'] : ['asc', '>'];
  const keys = sort.endsWith('code') ? ['code'] : ['created_at', 'code'];
  const key = sort.endsWith('code')
    ? `'${after?.code}'`
    : `timestamptz '${after?.created_at}', '${after?.code}'`;
  const conditions = [
    ...plainConditions(query, person),
    ...plainSearch(asked.searched),
    ...(period.from === null ? [] : [`created_at >= '${period.from}'`]),
    ...(period.to === null ? [] : [`created_at < '${period.to}'`]),
    ...(after === null ? [] : [`(${keys.join(', ')}) ${than} (${key})`]),
  ];
  return `select code from bag where ${conditions.map((one) => `(${one})`).join(' and ')}
    order by ${keys.map((one) => `${one} ${direction}`).join(', ')} limit ${rowsMax}`;
}

const RUNS = 1_500;

test('each way of finding a page finds what a plain query does', async () => {
  const names = deps.catalogue.current;
  const people = fc.constantFrom(ADMIN, ADMIN, JAIPUR);
  // A text of less than three characters is nowhere but at the beginning (list/search.ts).
  const askable = pages.filter(
    ({ searched: wanted }) => wanted?.tier !== 'anywhere' || wanted.text.length >= 3,
  );
  let empty = 0;
  await fc.assert(
    fc.asyncProperty(filters, people, askable, limits, async (query, person, asked, chosen) => {
      const asGroups = groupsOf(queryOf(query), person, names);
      const groups = await countLeaving(deps.lists, asGroups, chosen);
      const isPeriodShort = await isShort(deps.lists, asked.period, chosen);
      const found = await findPage(deps.lists, groups, pageOf(asked, isPeriodShort), chosen);
      const expected = await db.runText<{ code: string }>(plainText(query, person, asked), []);
      if (expected.length === 0) empty++;
      expect(found.map(({ code }) => code)).toEqual(expected.map(({ code }) => code));
    }),
    { numRuns: RUNS, seed: 1 },
  );
  // Else this would tell little.
  expect(empty).toBeLessThan(RUNS * 0.6);
}, 60_000);
