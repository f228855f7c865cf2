import { TIMELINE_SCANS_MAX, type TimelineEntry, type Trace } from '#contract/trace.ts';
import { bagOf, childOf, nameOf } from '../bag/answer.ts';
import { loadChildren, normalCodeOf, unknownBag } from '../bag/look-up.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { coalesce } from '../db/coalesce.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { findTraced, listTimelines, type TimelineRow, type TracedRow } from './trace.sql.ts';

/** What two statements tell of a bag: where it is, and what happened to it, newest first. */
interface Found {
  readonly bag: TracedRow;
  readonly parent: TracedRow | undefined;
  readonly timeline: readonly TimelineRow[];
}

/**
 * Makes the function that traces a bag of any area: where it is, which bill it went out on, and all
 * that ever happened to it. Traces that arrive together are read together.
 * @returns a function that throws `bag_unknown`.
 */
export function makeTracer({ db, catalogue }: Deps): (rawCode: string) => Promise<Trace> {
  const find = coalesce((codes) => load(db, codes));
  const findChildren = coalesce((codes) => loadChildren(db, codes));
  return async (rawCode) => {
    const found = await find(normalCodeOf(rawCode, catalogue.current));
    if (found === undefined) throw unknownBag();
    const names = catalogue.current;
    const trace = traceOf(found, names);
    if (found.bag.kind === 'child') return trace;
    const children = (await findChildren(found.bag.code)) ?? [];
    return { ...trace, children: children.map((row) => childOf(row, names)) };
  };
}

async function load(db: Queryable, codes: readonly string[]): Promise<Map<string, Found>> {
  const [bags, scans] = await Promise.all([
    db.run(findTraced, [codes]),
    // One more than is shown, to know whether there is more.
    db.run(listTimelines, [codes, TIMELINE_SCANS_MAX + 1]),
  ]);
  const bagByCode = new Map(bags.map((bag) => [bag.code, bag]));
  const timelines = Map.groupBy(scans, ({ code }) => code);
  const found = new Map<string, Found>();
  for (const code of codes) {
    const bag = bagByCode.get(code);
    if (bag === undefined) continue;
    const parent = bag.parent_code === null ? undefined : bagByCode.get(bag.parent_code);
    found.set(code, { bag, parent, timeline: timelines.get(code) ?? [] });
  }
  return found;
}

function traceOf({ bag, parent, timeline }: Found, names: CatalogueSnapshot): Trace {
  return {
    bag: bagOf(bag, names),
    parent: parent === undefined ? null : bagOf(parent, names),
    bill: billOf(bag),
    timeline: timeline
      .slice(0, TIMELINE_SCANS_MAX)
      .reverse()
      .map((row) => entryOf(row, names)),
    truncated: timeline.length > TIMELINE_SCANS_MAX,
  };
}

function billOf(row: TracedRow): Trace['bill'] {
  const { bill_code: code, bill_status: status, dealer, destination, vehicle } = row;
  if (code === null || status === null) return null;
  return { code, status, dealer, destination, vehicle, completedAt: row.completed_at };
}

function entryOf(row: TimelineRow, { usernameById }: CatalogueSnapshot): TimelineEntry {
  return {
    scannedAt: row.scanned_at,
    receivedAt: row.received_at,
    action: row.action,
    outcome: row.outcome,
    by: nameOf(usernameById, row.user_id),
    station: row.station,
    parent: row.parent_code,
    bill: row.bill_code,
  };
}
