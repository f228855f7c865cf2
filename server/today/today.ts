import { OPEN_PARENTS_SHOWN_MAX, PEOPLE_MINUTES, type Today } from '#contract/today.ts';
import { type Actor, areaLimit } from '#domain/permission.ts';
import { listBags } from '../bag/list.ts';
import type { Deps } from '../deps.ts';
import { makeStats } from '../stats/stats.ts';
import { type Counted, type DayCounts, makeDayCounter } from './count.ts';

/** How old an answer may be: everybody who watches asks whenever something has changed. */
const AGE_MS_MAX = 5_000;
/** Of so many open parents, the newest, those that hold something are counted. */
const OPEN_PARENTS_READ_MAX = 500;
const HOUR_MS = 3_600_000;

/** Makes the function that tells a person of the site's day. It is read once for all who ask. */
export function makeToday(deps: Deps): (person: Actor) => Promise<Today> {
  const readCounts = remember(makeDayCounter(deps.db, deps.config.timeZone));
  const tellStats = makeStats(deps);
  const openParentsByArea = new Map<number | null, () => Promise<Today['openParents']>>();
  return async (person) => {
    const limit = areaLimit(person);
    const readOpenParents =
      openParentsByArea.get(limit) ?? remember(() => findOpenParents(deps, person));
    openParentsByArea.set(limit, readOpenParents);
    const [day, openParents, { stats }] = await Promise.all([
      readCounts(),
      readOpenParents(),
      tellStats(),
    ]);
    const isShown = ({ area_id }: Counted) => limit === null || area_id === 0 || area_id === limit;
    const counts = day.counts.filter(isShown);
    return {
      day: day.day,
      hours: hoursOf(day, counts),
      stations: stationsOf(counts),
      people: peopleOf(day, counts, deps.catalogue.current.usernameById),
      openParents,
      billsProcessing: stats.statistics.bills_by_status.processing,
    };
  };
}

/** Reads at most every 5 seconds, once for all who wait; what failed is not remembered. */
function remember<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly readAtMs: number; readonly result: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (last !== null && now - last.readAtMs < AGE_MS_MAX) return last.result;
    const reading = { readAtMs: now, result: read() };
    last = reading;
    reading.result.catch(() => {
      if (last === reading) last = null;
    });
    return reading.result;
  };
}

async function findOpenParents(deps: Deps, person: Actor): Promise<Today['openParents']> {
  const query = { kind: 'parent', status: 'open', limit: OPEN_PARENTS_READ_MAX } as const;
  const { items, nextCursor } = await listBags(deps, person, query);
  const partFull = items.filter(({ childCount }) => childCount !== null && childCount > 0);
  return {
    count: partFull.length,
    isAll: nextCursor === null,
    items: partFull.slice(0, OPEN_PARENTS_SHOWN_MAX),
  };
}

function hoursOf({ startMs, endMs }: DayCounts, counts: readonly Counted[]): Today['hours'] {
  // Where clocks are set, a day has 23 hours or 25.
  return Array.from({ length: Math.round((endMs - startMs) / HOUR_MS) }, (_, hour) => ({
    hour: new Date(startMs + hour * HOUR_MS).toISOString(),
    ...totalsOf(counts.filter((row) => row.hour === hour)),
  }));
}

function stationsOf(counts: readonly Counted[]): Today['stations'] {
  const byStation = Map.groupBy(counts, ({ station }) => station);
  return [...byStation]
    .map(([station, rows]) => ({ station, ...totalsOf(rows), lastScanAt: lastOf(rows) }))
    .sort((a, b) => b.packed + b.billed - (a.packed + a.billed) || b.refused - a.refused);
}

function peopleOf(
  { nowMs }: DayCounts,
  counts: readonly Counted[],
  usernameById: ReadonlyMap<number, string>,
): Today['people'] {
  const sinceMs = nowMs - PEOPLE_MINUTES * 60_000;
  const byPerson = Map.groupBy(counts, ({ user_id }) => user_id);
  return [...byPerson]
    .map(([userId, rows]) => ({
      username: usernameById.get(userId) ?? '',
      station: rows.reduce((a, b) => (b.last_ms > a.last_ms ? b : a)).station,
      scans: rows.reduce((sum, { scans }) => sum + scans, 0),
      lastScanAt: lastOf(rows),
    }))
    .filter(({ lastScanAt }) => Date.parse(lastScanAt) >= sinceMs)
    .sort((a, b) => (a.lastScanAt < b.lastScanAt ? 1 : -1));
}

function totalsOf(rows: readonly Counted[]) {
  const totals = { packed: 0, billed: 0, refused: 0 };
  for (const { packed, billed, refused } of rows) {
    totals.packed += packed;
    totals.billed += billed;
    totals.refused += refused;
  }
  return totals;
}

function lastOf(rows: readonly Counted[]): string {
  return new Date(Math.max(...rows.map(({ last_ms }) => last_ms))).toISOString();
}
