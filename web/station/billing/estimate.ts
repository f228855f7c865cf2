import type { Bill } from '#contract/bill.ts';
import { parseCode } from '#domain/code.ts';
import type { Product } from '#domain/product.ts';
import type { State } from '#domain/scan/state.ts';
import { weightsOf } from '#domain/weight.ts';
import type { ScanRow } from '../../offline/rows.ts';
import type { Rules } from '../desk/rules.ts';

/** A parent as the page lists it. */
export interface BilledParent {
  readonly code: string;
  /** Null until the server, or this device's own packing, has told. */
  readonly childCount: number | null;
  readonly capacity: number;
  readonly expectedWeightKg: number;
  readonly actualWeightKg: number;
  readonly isWaiting: boolean;
}

export interface BillEstimate {
  /** In the order billed. */
  readonly parents: readonly BilledParent[];
  readonly parentCount: number;
  readonly expectedWeightKg: number;
  readonly actualWeightKg: number;
  readonly varianceKg: number;
  /** Whether some parent's content is not known yet: it is taken for full. */
  readonly isEstimate: boolean;
}

type KnownBill = Pick<Bill, 'code' | 'status' | 'target'> & {
  readonly parents: readonly Omit<BilledParent, 'isWaiting'>[];
};

/** A bill as the server told it, and the last scan that it surely counted. */
export interface FetchedBill<B extends KnownBill = KnownBill> {
  readonly bill: B;
  readonly afterSeq: number;
}

/**
 * A bill as far as this device knows it, for as long as the server cannot be asked. The scans that
 * wait are in it already.
 */
export function billHere({ bags, bills }: State, code: string): FetchedBill | null {
  const known = bills.get(code);
  if (known === undefined) return null;
  const parents = [...bags.values()].flatMap((bag) => {
    if (bag.kind !== 'parent' || bag.billCode !== code) return [];
    const { childCount, capacity, product } = bag;
    return [{ code: bag.code, childCount, capacity, ...weightsIn(product, childCount) }];
  });
  return { bill: { ...known, parents }, afterSeq: Number.POSITIVE_INFINITY };
}

function weightsIn({ unitWeightG, expectedWeightG }: Product, childCount: number) {
  return weightsOf([{ parentCount: 1, childCount, unitWeightG, expectedWeightG }]);
}

/**
 * The bill as it is now: the server's, and over it the scans that it may not have counted yet.
 * Putting on what is on already changes nothing, so one that it has counted does no harm.
 */
export function estimateOf(
  { bill, afterSeq }: FetchedBill,
  rows: readonly ScanRow[],
  rules: Rules,
): BillEstimate {
  const parents = new Map<string, BilledParent>(
    bill.parents.map((parent) => [parent.code, { ...parent, isWaiting: false }]),
  );
  const later = rows
    .filter(({ seq, intent }) => seq > afterSeq && intent.bill === bill.code)
    .sort((a, b) => a.seq - b.seq);
  for (const row of later) {
    const { code } = { code: row.shown.bag ?? '' };
    if ((row.result?.tone ?? row.told.tone) !== 'ok' || row.fault !== null) continue;
    if (row.intent.action === 'unbill') parents.delete(code);
    else if (!parents.has(code)) addParent(parents, code, row, rules);
  }
  const listed = [...parents.values()];
  const sum = (of: (parent: BilledParent) => number) =>
    Math.round(listed.reduce((total, parent) => total + of(parent), 0) * 1_000) / 1_000;
  const expectedWeightKg = sum((parent) => parent.expectedWeightKg);
  const actualWeightKg = sum((parent) => parent.actualWeightKg);
  return {
    parents: listed,
    parentCount: listed.length,
    expectedWeightKg,
    actualWeightKg,
    varianceKg: Math.round((actualWeightKg - expectedWeightKg) * 1_000) / 1_000,
    isEstimate: listed.some(({ childCount }) => childCount === null),
  };
}

function addParent(
  parents: Map<string, BilledParent>,
  code: string,
  { result, fill, state }: ScanRow,
  { codes }: Rules,
): void {
  const parsed = parseCode(code, codes);
  if (parsed.kind !== 'parent') return;
  const { product } = parsed;
  const known = result?.parent?.childCount ?? (fill === null ? null : Number.parseInt(fill, 10));
  const capacity = result?.parent?.capacity ?? product.capacity;
  const { expectedWeightKg, actualWeightKg } = weightsIn(product, known ?? capacity);
  const isWaiting = state === 'waiting';
  parents.set(code, {
    code,
    childCount: known,
    capacity,
    expectedWeightKg,
    actualWeightKg,
    isWaiting,
  });
}
