import type { Decision } from '#domain/scan/decide.ts';
import { billTextOf, codeTextOf, parentTextOf } from '#domain/scan/request.ts';
import type { Bag, Bill, State } from '#domain/scan/state.ts';
import type { Loaded } from './load.ts';

/** What a decided batch writes, as rows for the arrays of `writeBatch`. */
export type Changes = ReturnType<typeof changesOf>;

/** Compares the state after a batch with the state that it was read as. Pure. */
export function changesOf(loaded: Loaded, after: State, decisions: readonly Decision[]) {
  const before = loaded.state;
  const bags = [...after.bags.values()].filter((bag) => bag !== before.bags.get(bag.code));
  const bills = touchedBills(before, after, bags);
  const recorded = decisions.filter((one) => !one.isReplay && one.outcome !== 'id_reused');
  const hands = handsOf(recorded);
  const rows = bags.map((bag) => bagRowOf(bag, hands, loaded.bagVersions.get(bag.code)));
  return {
    bags,
    newBags: rows.filter(({ version }) => version === undefined),
    changedBags: rows.filter(({ version }) => version !== undefined).sort(byCode),
    changedBills: bills.map((bill) => billRowOf(bill, loaded.billVersions)).sort(byCode),
    contents: contentsOf(before, bags),
    ledger: recorded.map(entryOf),
    voided: recorded.filter(({ outcome }) => outcome === 'voided'),
    unbilled: bags.filter((bag) => isUnbilled(before.bags.get(bag.code), bag)).map(codeOf),
    reused: decisions.filter(({ outcome }) => outcome === 'id_reused').map(reusedRowOf),
    totals: totalsOf(before, bags, bills, recorded.length),
  };
}

/** Everybody updates in the order of codes, or two batches would wait for each other. */
function byCode(a: { readonly code: string }, b: { readonly code: string }): number {
  return a.code < b.code ? -1 : 1;
}

function codeOf({ code }: Bag): string {
  return code;
}

/** Whether a parent was on a bill before and is on none after. */
function isUnbilled(before: Bag | undefined, after: Bag): boolean {
  if (before?.kind !== 'parent' || after.kind !== 'parent') return false;
  return before.billCode !== null && after.billCode === null;
}

/**
 * Changed bills, and those whose content changed without them: writing these too makes their
 * version move, so that no bill is completed between the decision to pack and the packing.
 */
function touchedBills(before: State, after: State, bags: readonly Bag[]): Bill[] {
  const touched = new Set<string>();
  for (const [code, bill] of after.bills) if (bill !== before.bills.get(code)) touched.add(code);
  for (const bag of bags) {
    if (bag.kind === 'parent' && bag.billCode !== null) touched.add(bag.billCode);
  }
  return [...touched].flatMap((code) => after.bills.get(code) ?? []);
}

/** Who registered and who last packed each bag, and where in the batch it was billed. */
interface Hands {
  readonly createdBy: Map<string, number>;
  readonly packedBy: Map<string, number>;
  readonly billedPlace: Map<string, number>;
}

function handsOf(recorded: readonly Decision[]): Hands {
  const hands: Hands = { createdBy: new Map(), packedBy: new Map(), billedPlace: new Map() };
  recorded.forEach(({ request, outcome, bag, parent }, place) => {
    const { userId } = request.actor;
    for (const one of [bag, parent]) {
      if (one !== null && !hands.createdBy.has(one.code)) hands.createdBy.set(one.code, userId);
    }
    if (bag === null) return;
    if (PACKED.has(outcome)) hands.packedBy.set(bag.code, userId);
    if (BILLED.has(outcome)) hands.billedPlace.set(bag.code, place);
  });
  return hands;
}

const PACKED: ReadonlySet<string> = new Set(['packed', 'packed_full', 'moved', 'moved_full']);
const BILLED: ReadonlySet<string> = new Set(['billed', 'billed_target']);

function bagRowOf(bag: Bag, hands: Hands, version: string | undefined) {
  const { code, kind } = bag;
  const child = bag.kind === 'child' ? bag : null;
  const parent = bag.kind === 'parent' ? bag : null;
  return {
    version,
    code,
    kind,
    is_void: bag.isVoid,
    created_by: hands.createdBy.get(code),
    area_id: bag.areaId,
    product_id: parent?.product.id,
    capacity: parent?.capacity,
    child_count: parent?.childCount,
    is_sealed: parent?.isSealed,
    parent_code: child?.parentCode,
    packed_by: child?.parentCode == null ? null : hands.packedBy.get(code),
    bill_code: parent?.billCode,
    billed_place: parent?.billCode == null ? null : hands.billedPlace.get(code),
    lot: child?.lot,
    label_date: child?.labelDate,
  };
}

function billRowOf({ code, status, parentCount }: Bill, versions: ReadonlyMap<string, string>) {
  return { code, version: versions.get(code), status, parent_count: parentCount };
}

/** How what lies on bills, by product, grew and shrank: what was is taken off, what is put on. */
function contentsOf(before: State, bags: readonly Bag[]) {
  const sums = new Map<string, { bill_code: string; product_id: number } & Counts>();
  const add = (bag: Bag | undefined, sign: 1 | -1) => {
    if (bag?.kind !== 'parent' || bag.billCode === null) return;
    const { billCode: bill_code, product, childCount } = bag;
    const key = `${bill_code} ${product.id}`;
    const none = { bill_code, product_id: product.id, parent_count: 0, child_count: 0 };
    const sum = sums.get(key) ?? none;
    const parent_count = sum.parent_count + sign;
    sums.set(key, { ...sum, parent_count, child_count: sum.child_count + sign * childCount });
  };
  for (const bag of bags) {
    add(before.bags.get(bag.code), -1);
    add(bag, 1);
  }
  return [...sums.values()].sort((a, b) => (a.bill_code < b.bill_code ? -1 : 1));
}

interface Counts {
  parent_count: number;
  child_count: number;
}

function entryOf({ request, outcome, bag, parent, otherParentCode, otherBillCode }: Decision) {
  const { code, raw } = request;
  const isRead = code.kind !== 'malformed';
  return {
    id: request.id,
    scanned_at: request.scannedAt,
    user_id: request.actor.userId,
    // The ledger is scoped by the bag's area, else the person's.
    area_id: bag?.areaId ?? parent?.areaId ?? request.actor.areaId,
    action: request.action,
    outcome,
    code: isRead ? code.code : null,
    parent_code: parentTextOf(request),
    bill_code: billTextOf(request),
    other_parent_code: otherParentCode,
    other_bill_code: otherBillCode,
    // Kept where it tells more than the normal form does.
    raw: isRead && code.code === raw ? null : raw,
    station: request.station,
    reason: request.reason,
    lot: code.kind === 'child' ? code.lot : null,
    label_date: code.kind === 'child' ? code.labelDate : null,
  };
}

function reusedRowOf({ request }: Decision) {
  const { id, actor, action, code, raw } = request;
  return { id, user_id: actor.userId, action, raw: codeTextOf(code, raw) };
}

/** How the totals of `tally` change. Void bags are not counted. */
function totalsOf(
  before: State,
  bags: readonly Bag[],
  bills: readonly Bill[],
  scans: number,
): Totals {
  const totals: Totals = { scans, parentBags: 0, childBags: 0, billsNew: 0, billsProcessing: 0 };
  for (const bag of bags) {
    const was = before.bags.get(bag.code);
    const change = Number(!bag.isVoid) - Number(was !== undefined && !was.isVoid);
    if (bag.kind === 'parent') totals.parentBags += change;
    else totals.childBags += change;
  }
  for (const bill of bills) {
    const was = before.bills.get(bill.code);
    totals.billsNew += Number(bill.status === 'new') - Number(was?.status === 'new');
    totals.billsProcessing +=
      Number(bill.status === 'processing') - Number(was?.status === 'processing');
  }
  return totals;
}

interface Totals {
  scans: number;
  parentBags: number;
  childBags: number;
  billsNew: number;
  billsProcessing: number;
}
