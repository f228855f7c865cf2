import { type DayReport, LOOSE_ENDS_NAMED_MAX } from '#contract/report.ts';
import { isOutcome, toneOf } from '#domain/outcome.ts';
import { type Actor, areaLimit } from '#domain/permission.ts';
import { siteDayAt } from '#domain/site-day.ts';
import { nameOf } from '../bag/answer.ts';
import { summariseBills } from '../bill/summary.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { findLooseParents, type Looseness } from './loose-parents.ts';
import * as sql from './report.sql.ts';

/** More open bills of a status are not counted: whoever has so many knows. */
const OPEN_BILLS_MAX = 10_000;

type Work = DayReport['total'];

/**
 * What was done on a day of the site, and what does not add up since. Loose ends are those that
 * are there now, not those of that evening: who mends one sees it go.
 * @param day `2026-11-23`; undefined for the site's today.
 */
export async function reportDay(
  deps: Deps,
  person: Actor,
  day: string = siteDayAt(Date.now(), deps.config.timeZone),
): Promise<DayReport> {
  const { lists, catalogue, config } = deps;
  const names = catalogue.current;
  // The calendar of the database begins a year later.
  if (day.startsWith('0000')) throw new CodedError('malformed_request', 'day is no day of ours');
  const [period] = await lists.run(sql.findPeriod, [day, config.timeZone]);
  if (period === undefined) throw new Error('a day has a beginning and an end');
  const { from, to } = period;
  const looseEnds = { before: to, namedMax: LOOSE_ENDS_NAMED_MAX };
  const findParents = (wanted: Looseness) =>
    findLooseParents(lists, person, names, wanted, looseEnds);
  const [bills, work, below, partFull, notBilled] = await Promise.all([
    summariseBills(deps, period),
    lists.run(sql.sumScans, [from, to, areaLimit(person)]),
    lists.run(sql.listBelowTarget, [from, to, LOOSE_ENDS_NAMED_MAX, OPEN_BILLS_MAX]),
    findParents({ statuses: ['open'], isPartFull: true }),
    findParents({ statuses: ['complete', 'sealed'], billed: 'false' }),
  ]);
  return {
    day,
    from,
    to,
    bills,
    areas: sumBy(work, (row) => nameOf(names.areaNameById, row.area_id)).map(([area, sums]) => ({
      area,
      ...sums,
    })),
    users: sumBy(work, (row) => names.usernameById.get(row.user_id) ?? '').map(([user, sums]) => ({
      user,
      ...sums,
    })),
    total: sumOf(work),
    doesNotAddUp: {
      partFull,
      belowTarget: {
        count: below[0]?.total ?? 0,
        bills: below.map(({ total: _total, ...bill }) => bill),
      },
      notBilled,
    },
  };
}

/** In the order of names; what has none is last. */
function sumBy<Name extends string | null>(
  rows: readonly sql.WorkRow[],
  nameOfRow: (row: sql.WorkRow) => Name,
): (readonly [Name, Work])[] {
  const groups = Map.groupBy(rows, nameOfRow);
  return [...groups]
    .map(([name, group]) => [name, sumOf(group)] as const)
    .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b)));
}

const PACKED = new Set(['packed', 'packed_full', 'moved', 'moved_full']);
const FILLED = new Set(['packed_full', 'moved_full']);
const BILLED = new Set(['billed', 'billed_target']);

function sumOf(rows: readonly sql.WorkRow[]): Work {
  const work = { scans: 0, packed: 0, filled: 0, billed: 0, refused: 0 };
  for (const { action, outcome, scans } of rows) {
    work.scans += scans;
    if (PACKED.has(outcome)) work.packed += scans;
    if (FILLED.has(outcome)) work.filled += scans;
    if (BILLED.has(outcome)) work.billed += scans;
    if (isOutcome(outcome) && toneOf(outcome, action) === 'error') work.refused += scans;
  }
  return work;
}
