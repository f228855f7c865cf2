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
 * Reads all that the scans name: their bags, the parents of named children, the bills of those
 * parents, and earlier scans under the same ids. Two statements, three when bills are concerned.
 */
export async function load(
  db: Queryable,
  productById: ReadonlyMap<number, Product>,
  requests: readonly ScanRequest[],
): Promise<Loaded> {
  const codes = new Set<string>();
  const billCodes = new Set<string>();
  for (const { code, parent, billCode } of requests) {
    if (code.kind !== 'malformed') codes.add(code.code);
    if (parent !== null && parent.kind !== 'malformed') codes.add(parent.code);
    if (billCode !== null) billCodes.add(billCode);
  }
  const [bagRows, scanRows] = await Promise.all([
    db.run(findNamedBags, [[...codes]]),
    db.run(findRecordedScans, [requests.map(({ id }) => id)]),
  ]);
  const more = concernedBy(scanRows, codes);
  if (more.length > 0) bagRows.push(...(await db.run(findNamedBags, [more])));
  for (const { bill_code } of bagRows) if (bill_code !== null) billCodes.add(bill_code);
  for (const { other_bill_code } of scanRows) {
    if (other_bill_code !== null) billCodes.add(other_bill_code);
  }
  const billRows = billCodes.size === 0 ? [] : await db.run(findNamedBills, [[...billCodes]]);
  return {
    state: {
      bags: new Map(bagRows.map((row) => [row.code, bagOf(row, productById)])),
      bills: new Map(billRows.map((row) => [row.code, billOf(row)])),
      scans: new Map(scanRows.map((row) => [row.id, recordedOf(row)])),
    },
    bagVersions: new Map(bagRows.map(({ code, version }) => [code, version])),
    billVersions: new Map(billRows.map(({ code, version }) => [code, version])),
  };
}

/** A replay shows the parent that it concerned the first time: where a child was, or lay. */
function concernedBy(scans: readonly RecordedScanRow[], loaded: ReadonlySet<string>): string[] {
  const others = scans.map((scan) => scan.other_parent_code);
  return [...new Set(others)].filter((code) => code !== null && !loaded.has(code)) as string[];
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
  const asMalformed = { kind: 'malformed', why: '' } as const;
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
