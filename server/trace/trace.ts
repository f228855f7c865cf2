import { TIMELINE_SCANS_MAX, type TimelineEntry, type Trace } from '#contract/trace.ts';
import { type BagRow, bagOf, childOf, nameOf } from '../bag/answer.ts';
import { loadChildren, normalCodeOf, unknownBag } from '../bag/look-up.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { coalesce } from '../db/coalesce.ts';
import type { Queryable } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { findTraced, listTimelines, type TimelineRow, type TracedRow } from './trace.sql.ts';

/** What two statements tell of a bag: where it is, and what happened to it, newest first. */
interface Found {
  readonly bag: TracedRow;
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
  const timelines = Map.groupBy(scans, ({ code }) => code);
  return new Map(bags.map((bag) => [bag.code, { bag, timeline: timelines.get(bag.code) ?? [] }]));
}

function traceOf({ bag, timeline }: Found, names: CatalogueSnapshot): Trace {
  const parent = parentOf(bag);
  return {
    bag: bagOf(bag, names),
    parent: parent === null ? null : bagOf(parent, names),
    bill: billOf(bag),
    timeline: timeline
      .slice(0, TIMELINE_SCANS_MAX)
      .reverse()
      .map((row) => entryOf(row, names)),
    truncated: timeline.length > TIMELINE_SCANS_MAX,
  };
}

function parentOf(row: TracedRow): BagRow | null {
  const { parent_code: code, parent_is_void: isVoid } = row;
  if (code === null || isVoid === null) return null;
  return {
    code,
    kind: 'parent',
    is_void: isVoid,
    created_at: row.parent_created_at,
    created_by: row.parent_created_by,
    area_id: row.parent_area_id,
    product_id: row.parent_product_id,
    capacity: row.parent_capacity,
    child_count: row.parent_child_count,
    is_sealed: row.parent_is_sealed,
    lot: row.parent_lot,
    label_date: row.parent_label_date,
    parent_code: null,
    bill_code: row.bill_code,
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
