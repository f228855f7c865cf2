import type { Product } from '#domain/product.ts';
import { codeTextOf, type ScanRequest } from '#domain/scan/request.ts';
import type { Bag, Bill, RecordedScan, State } from '#domain/scan/state.ts';
import type { Queryable } from '../db/database.ts';
import type { Memory } from './memory.ts';
import {
  type BagRow,
  type BillRow,
  findNamedBags,
  findNamedBills,
  findRecordedScans,
  type RecordedScanRow,
} from './scan.sql.ts';

/** The state that a batch is decided on, and the version of each row that it was read from. */
export interface Loaded {
  readonly state: State;
  readonly bagVersions: ReadonlyMap<string, string>;
  readonly billVersions: ReadonlyMap<string, string>;
  /** Codes that were not looked up: bags remembered, and children taken for new ones. */
  readonly assumed: ReadonlySet<string>;
}

/**
 * Reads all that the scans name: their bags, the parents that named children lie in, the bills of
 * those parents, and earlier scans under the same ids. Each is asked only where something needs it:
 * packing new children into parents that are remembered, which is most of the day, reads nothing.
 * @param memory of the bags that were written last; without it all are looked up.
 * @param areNew whether none of the scans can have been recorded before.
 */
export async function load(
  db: Queryable,
  productById: ReadonlyMap<number, Product>,
  requests: readonly ScanRequest[],
  { memory = null, areNew = false }: { memory?: Memory | null; areNew?: boolean },
): Promise<Loaded> {
  const bags = new Map<string, Bag>();
  const bagVersions = new Map<string, string>();
  const loadBags = async (codes: ReadonlySet<string>) => {
    for (const row of codes.size === 0 ? [] : await db.run(findNamedBags, [[...codes]])) {
      bags.set(row.code, bagOf(row, productById));
      bagVersions.set(row.code, row.version);
    }
  };
  const named = namedBags(requests);
  const assumed = memory === null ? NOTHING : assume(requests, memory);
  for (const code of assumed) {
    named.delete(code);
    const remembered = memory?.recall(code);
    if (remembered === undefined) continue;
    bags.set(code, withProduct(remembered.bag, productById));
    bagVersions.set(code, remembered.version);
  }
  await loadBags(named);
  const isSuspect = (one: ScanRequest) => !areNew && (memory === null || looksKnown(one, bags));
  const suspects = requests.filter(isSuspect);
  const scanRows =
    suspects.length === 0 ? [] : await db.run(findRecordedScans, [suspects.map(({ id }) => id)]);
  await loadBags(otherBags(bags, scanRows));
  const billCodes = concernedBills(requests, bags, scanRows);
  const billRows = billCodes.size === 0 ? [] : await db.run(findNamedBills, [[...billCodes]]);
  return {
    state: {
      bags,
      bills: new Map(billRows.map((row) => [row.code, billOf(row)])),
      scans: new Map(scanRows.map((row) => [row.id, recordedOf(row)])),
    },
    bagVersions,
    billVersions: new Map(billRows.map(({ code, version }) => [code, version])),
    assumed,
  };
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * What needs no look: bags that are remembered, and children that are packed and are not. Nearly
 * all of these are new; where one is not, writing fails on the primary key.
 */
function assume(requests: readonly ScanRequest[], memory: Memory): Set<string> {
  const codes = new Set<string>();
  if (!memory.isTrusting) return codes;
  for (const { action, code, parent } of requests) {
    if (action !== 'pack' || code.kind !== 'child' || parent?.kind !== 'parent') continue;
    codes.add(code.code);
    if (memory.recall(parent.code) !== undefined) codes.add(parent.code);
  }
  for (const { action, code } of requests) {
    if (action !== 'pack' && code.kind !== 'malformed') codes.delete(code.code);
  }
  return codes;
}

/**
 * A bag that was read or foreseen earlier: the products may have been read anew since.
 * @throws {UnknownProduct} when its product is not among them
 */
export function withProduct(bag: Bag, productById: ReadonlyMap<number, Product>): Bag {
  if (bag.kind === 'child') return bag;
  const product = productById.get(bag.product.id);
  if (product === undefined) throw new UnknownProduct(`${bag.code} is of a product not known here`);
  return product === bag.product ? bag : { ...bag, product };
}

/**
 * Nearly every scan that was recorded before has registered its bag, or could not be read: the ids
 * of the others need no look. Where one is known all the same, writing fails on the primary key
 * and all ids are looked up before the batch is decided again.
 */
function looksKnown({ code }: ScanRequest, bags: ReadonlyMap<string, Bag>): boolean {
  return code.kind === 'malformed' || bags.has(code.code);
}

function namedBags(requests: readonly ScanRequest[]): Set<string> {
  const codes = new Set<string>();
  for (const { code, parent } of requests) {
    if (code.kind !== 'malformed') codes.add(code.code);
    if (parent !== null && parent.kind !== 'malformed') codes.add(parent.code);
  }
  return codes;
}

/** Where named children lie, and where replayed scans say that a child was. */
function otherBags(bags: ReadonlyMap<string, Bag>, scans: readonly RecordedScanRow[]): Set<string> {
  const codes = new Set<string>();
  const add = (code: string | null) => {
    if (code !== null && !bags.has(code)) codes.add(code);
  };
  for (const bag of bags.values()) if (bag.kind === 'child') add(bag.parentCode);
  for (const { other_parent_code } of scans) add(other_parent_code);
  return codes;
}

function concernedBills(
  requests: readonly ScanRequest[],
  bags: ReadonlyMap<string, Bag>,
  scans: readonly RecordedScanRow[],
): Set<string> {
  const codes = new Set<string>();
  const add = (code: string | null) => {
    if (code !== null) codes.add(code);
  };
  for (const { billCode } of requests) add(billCode);
  for (const bag of bags.values()) if (bag.kind === 'parent') add(bag.billCode);
  for (const { other_bill_code } of scans) add(other_bill_code);
  return codes;
}

function bagOf(row: BagRow, productById: ReadonlyMap<number, Product>): Bag {
  const { code, is_void: isVoid, area_id: areaId } = row;
  if (row.kind === 'child') {
    const { parent_code: parentCode, lot, label_date: labelDate } = row;
    return { kind: 'child', code, isVoid, areaId, parentCode, lot, labelDate };
  }
  const { product_id, capacity, child_count, is_sealed, bill_code: billCode } = row;
  const product = product_id === null ? undefined : productById.get(product_id);
  if (product === undefined) throw new UnknownProduct(`${code} is of a product not known here`);
  if (capacity === null || child_count === null || is_sealed === null) {
    throw new Error(`the parent ${code} lacks what the constraint bag__kind demands`);
  }
  const counts = { capacity, childCount: child_count, isSealed: is_sealed };
  return { kind: 'parent', code, isVoid, areaId, product, ...counts, billCode };
}

/** Another process has added the product a moment ago; reading the catalogue again helps. */
export class UnknownProduct extends Error {}

function billOf({ code, status, target, parent_count }: BillRow): Bill {
  return { code, status, target, parentCount: parent_count };
}

function recordedOf(row: RecordedScanRow): RecordedScan {
  const asMalformed = { kind: 'malformed', fault: 'no_code', why: '' } as const;
  return {
    userId: row.user_id,
    action: row.action,
    outcome: row.outcome,
    codeText: row.code ?? codeTextOf(asMalformed, row.raw ?? ''),
    parentText: row.parent_code,
    billText: row.bill_code,
    otherParentCode: row.other_parent_code,
    otherBillCode: row.other_bill_code,
  };
}
