import type { Product } from '#domain/product.ts';
import { codeTextOf, type ScanRequest } from '#domain/scan/request.ts';
import type { Bag, Bill, RecordedScan, State } from '#domain/scan/state.ts';
import type { Queryable } from '../db/database.ts';
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
}

/**
 * Reads all that the scans name: their bags, the parents that named children lie in, the bills of
 * those parents, and earlier scans under the same ids. New children in parents on no bill, which
 * is most of the day, take one statement; each of the others is asked only when something needs it.
 * @param isSuspicious of a scan: whether its id may have been recorded before.
 */
export async function load(
  db: Queryable,
  productById: ReadonlyMap<number, Product>,
  requests: readonly ScanRequest[],
  isSuspicious: (request: ScanRequest, bags: ReadonlyMap<string, Bag>) => boolean,
): Promise<Loaded> {
  const bags = new Map<string, Bag>();
  const bagVersions = new Map<string, string>();
  const loadBags = async (codes: ReadonlySet<string>) => {
    for (const row of codes.size === 0 ? [] : await db.run(findNamedBags, [[...codes]])) {
      bags.set(row.code, bagOf(row, productById));
      bagVersions.set(row.code, row.version);
    }
  };
  await loadBags(namedBags(requests));
  const suspects = requests.filter((request) => isSuspicious(request, bags)).map(({ id }) => id);
  const scanRows = suspects.length === 0 ? [] : await db.run(findRecordedScans, [suspects]);
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
  };
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
