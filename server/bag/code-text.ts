import { makeParameters } from '../db/parameters.ts';
import type { Period } from '../list/period.ts';
import { anywherePattern } from '../list/search.ts';
import {
  isByCode,
  type PageOf,
  type Parts,
  partsOf,
  periodConditions,
  type Text,
} from './list-text.ts';
import { countChildShelves, countShelves, type Group, type Shelves } from './shelves.ts';

/** Statements on what follows the bags: their codes in the order of time, and what these hold. */

/** Among the bags that the search index has not reached yet, which are the newest. */
export function recentText(group: Group, page: PageOf): Text {
  const parts = partsOf(group, page);
  return bagsOfHits(parts, page, recentHits(parts));
}

/**
 * Looks through so many codes, in the list's order, for those that hold the searched text, until
 * there are enough wanted bags. Codes of all shelves lie together here, and nothing else is read.
 * In the order of time these are the codes that the search index has reached.
 */
export function codesText(group: Group, page: PageOf, codesMax: number): Text {
  const parts = partsOf(group, page);
  const { range, likeness, order, add } = parts;
  const [codes, time] = isByCode(page)
    ? ['bag', 'null::timestamptz as created_at']
    : ['bag_code bag', 'created_at'];
  const condition = range.length === 0 ? '' : `where ${range.join(' and ')}`;
  const hits = `select code, created_at from (
        select code, ${time} from ${codes} ${condition} order by ${order} limit ${add(codesMax)}
      ) bag
      where ${likeness.join(' and ')}`;
  return bagsOfHits(parts, page, hits);
}

/** Counts, up to a number, the codes of a period, as far as the search index has come. */
export function countCodesText(period: Period, codesMax: number): Text {
  const parameters = makeParameters();
  const text = `select count(*) as bags from (
      select from bag_code bag where ${periodConditions(period, parameters).join(' and ')}
      limit ${parameters.add(codesMax)}
    ) found`;
  return { text, values: parameters.values };
}

/**
 * By the indexes of the parts of codes, and among the bags that these have not reached yet. Hits
 * are sorted first: no more of their bags are read than the page needs.
 */
export function partsText(group: Group, page: PageOf): Text {
  const parts = partsOf(group, page);
  const { range, likeness, others, add } = parts;
  const holding = `code_parts(bag.code) @> code_parts(${add(page.search?.text)})`;
  const matching = [...likeness, ...range, ...others].join(' and ');
  // Without the offset, which changes nothing, the index of times might be taken instead.
  const indexed = kindsOf(group.shelves).map(
    (kind) => `select bag.code, bag.created_at from (
        select code, created_at from bag_code bag
        where ${holding} and bag.kind = '${kind}' offset 0
      ) bag
      where ${matching}`,
  );
  return bagsOfHits(parts, page, [...indexed, recentHits(parts)].join(' union all '));
}

/** Some thousand codes tell how many of all hold the searched text, about. */
export function sampleText({ search }: PageOf): Text {
  const text = `with whole as (
      select greatest(reltuples, ${SAMPLED}) as codes from pg_class
      where oid = 'bag_code'::regclass
    )
    select count(*) * (select codes from whole) / ${SAMPLED} as bags
    from bag_code tablesample system ((select ${SAMPLED} * 100 / codes from whole))
    where code like $1`;
  return { text, values: [anywherePattern(search?.text ?? '')] };
}

const SAMPLED = 4_000;

function recentHits({ range, likeness, others }: Parts): string {
  const recent = ['bag.shelf = shelf.id', '(bag.created_at, bag.code) > (place.at, place.code)'];
  // Without the offset, which changes nothing, it would be planned as a join, badly.
  return `select bag.code, bag.created_at
      from bag_code_place place cross join shelf cross join lateral (
        select code, created_at from bag where ${recent.join(' and ')} offset 0
      ) bag
      where ${[...likeness, ...range, ...others].join(' and ')}`;
}

/** The wanted ones of the bags whose codes are hits. */
function bagsOfHits(parts: Parts, page: PageOf, hits: string): Text {
  const { shelf, others, ofParents, order, limit, values } = parts;
  const onShelf = '(shelf in (select id from shelf)) = true';
  const wanted = ['bag.code = hit.code', onShelf, ...others, ...ofParents];
  // Without the offsets, which change nothing, they would be planned as joins, badly.
  const text = `with ${shelf}
    select hit.code, ${isByCode(page) ? 'bag' : 'hit'}.created_at from (
      select code, created_at from (${hits}) hit order by ${order} offset 0
    ) hit cross join lateral (
      select created_at from bag where ${wanted.join(' and ')} offset 0
    ) bag
    order by ${order} ${limit}`;
  return { text, values };
}

/** The kinds of bags that lie on the shelves. */
function kindsOf(shelves: Shelves): ('parent' | 'child')[] {
  if (countChildShelves(shelves) === 0) return ['parent'];
  return countShelves(shelves) === countChildShelves(shelves) ? ['child'] : ['parent', 'child'];
}

/**
 * The first code, in the list's order, that a bag of the page's period may have: those of six hours
 * lie in few ranges. None where no bag is left.
 */
export function nextCodeText(group: Group, page: PageOf): Text {
  const parts = partsOf(group, { ...page, rowsMax: 1 });
  const { shelf, order, limit, add, values } = parts;
  const isUp = page.sort === 'code';
  const [near, far] = isUp ? ['first_code', 'last_code'] : ['last_code', 'first_code'];
  const [from, to] = [page.period.from, page.period.to];
  const [, key = null] = page.place.key ?? [];
  const after = key === null ? null : add(key);
  const conditions = [
    `span.kind in (${kindsOf(group.shelves).map((kind) => `'${kind}'`)})`,
    ...(from === null ? [] : [`span.since > ${add(from)}::timestamptz - interval '6 hours'`]),
    ...(to === null ? [] : [`span.since < ${add(to)}`]),
    ...(after === null ? [] : [`span.${far} ${isUp ? '>' : '<'} ${after}`]),
  ];
  const code = after === null ? near : `${isUp ? 'greatest' : 'least'}(span.${near}, ${after})`;
  const text = `with ${shelf}
    select code from (
      select ${code} as code from bag_code_span span where ${conditions.join(' and ')}
      union all
      select code from (${recentHits(parts)}) recent
    ) next
    order by ${order} ${limit}`;
  return { text, values };
}
