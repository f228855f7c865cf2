import type { Random } from '#bench/random.ts';
import type { Bag, Bill, Scan } from './record.ts';

/** Rows in the text format of COPY. No value holds a tab, a line's end or a backslash. */

/** Tells the moment of a tick, in ms. */
export type Clock = (tick: number) => number;

type Value = string | number | boolean | null | undefined;

export const BAG_COLUMNS = `code, kind, is_void, created_at, packed_at, billed_at, billed_place,
  created_by, packed_by, area_id, product_id, capacity, child_count, is_sealed, label_date,
  parent_code, bill_code, lot, in_stock, shelf`;

export function bagRow(bag: Bag, clock: Clock): string {
  const { code, kind, isVoid, createdBy, areaId } = bag;
  const createdAt = isoOf(clock(bag.createdTick));
  if (bag.kind === 'parent') {
    const { billed, productId, capacity, childCount, isSealed } = bag;
    const billedAt = billed && isoOf(clock(billed.tick));
    const place = billed?.place;
    return rowOf([
      ...[code, kind, isVoid, createdAt, null, billedAt, place, createdBy, null, areaId],
      ...[productId, capacity, childCount, isSealed, null, null, billed?.bill.code, null],
      ...[billed === null, shelfOf(bag)],
    ]);
  }
  const { packed, labelDate, lot } = bag;
  const packedAt = packed && isoOf(clock(packed.tick));
  return rowOf([
    ...[code, kind, isVoid, createdAt, packedAt, null, null, createdBy, packed?.by],
    ...[areaId, null, null, null, null, labelDate, packed?.parent.code, null, lot],
    ...[isInStock(bag), shelfOf(bag)],
  ]);
}

function isInStock({ packed }: Extract<Bag, { kind: 'child' }>): boolean {
  return packed !== null && packed.parent.billed === null;
}

/** As the function `shelf_of` in 0015-stock.sql says; `verify` compares. */
function shelfOf(bag: Bag): number {
  const product = bag.kind === 'parent' ? bag.productId * 2 ** 4 + 8 : 0;
  const isLoose = bag.kind === 'parent' ? bag.billed === null : bag.packed === null;
  return (bag.areaId ?? 0) * 2 ** 20 + product + statusBitsOf(bag) + Number(isLoose);
}

function statusBitsOf(bag: Bag): number {
  if (bag.isVoid) return 6;
  if (bag.kind === 'child') return isInStock(bag) ? 2 : 0;
  if (bag.childCount === bag.capacity) return 0;
  return bag.isSealed ? 4 : 2;
}

export const SCAN_COLUMNS = `id, received_at, scanned_at, user_id, area_id, action, outcome, code,
  parent_code, bill_code, other_parent_code, raw, station, reason, lot, label_date`;

const ONLINE_LAG_MAX_MS = 1_500;
const OFFLINE_SHARE = 0.01;
const OFFLINE_LAG_MAX_MS = 600_000;

/** @param random for what no other row depends on: ids and the devices' clocks. */
export function scanRow(scan: Scan, clock: Clock, random: Random): string {
  const receivedMs = Math.floor(clock(scan.tick));
  const lagMaxMs = random.chance(OFFLINE_SHARE) ? OFFLINE_LAG_MAX_MS : ONLINE_LAG_MAX_MS;
  const { worker, areaId, action, outcome, code, parentCode, billCode, otherParentCode } = scan;
  return rowOf([
    ...[uuidOf(random, receivedMs), isoOf(receivedMs), isoOf(receivedMs - random.below(lagMaxMs))],
    ...[worker.id, areaId, action, outcome, code, parentCode, billCode, otherParentCode],
    ...[scan.raw, worker.station, scan.reason, scan.lot, scan.labelDate],
  ]);
}

export const BILL_COLUMNS = `code, status, target, parent_count, dealer, destination, vehicle,
  created_by, created_at, completed_at`;

export type BillStatus = 'new' | 'processing' | 'completed';

export function billStatusOf({ parents, completedTick }: Bill): BillStatus {
  if (completedTick !== null) return 'completed';
  return parents.length === 0 ? 'new' : 'processing';
}

export function billRow(bill: Bill, clock: Clock): string {
  const { code, target, parents, dealer, destination, vehicle, createdBy } = bill;
  const completedAt = bill.completedTick && isoOf(clock(bill.completedTick));
  return rowOf([
    ...[code, billStatusOf(bill), target, parents.length, dealer, destination, vehicle, createdBy],
    ...[isoOf(clock(bill.createdTick)), completedAt],
  ]);
}

export const CONTENT_COLUMNS = 'bill_code, product_id, parent_count, child_count';

/** A row a product. */
export function contentRows({ code, parents }: Bill): string {
  const byProduct = Map.groupBy(parents, ({ productId }) => productId);
  return [...byProduct]
    .map(([productId, alike]) => {
      const children = alike.reduce((sum, { childCount }) => sum + childCount, 0);
      return rowOf([code, productId, alike.length, children]);
    })
    .join('');
}

export const TALLY_COLUMNS = `writer, day, scans, parent_bags, child_bags, bills_new,
  bills_processing, bills_completed`;

/** Counts of one day, as in the table `tally`. */
export interface Tally {
  scans: number;
  parent: number;
  child: number;
  new: number;
  processing: number;
  completed: number;
}

/** A row of totals of its own, which no server counts in. */
const DEMO_WRITER = 32_001;

export function tallyRow(day: string, tally: Tally): string {
  const { scans, parent, child, new: begun, processing, completed } = tally;
  return rowOf([DEMO_WRITER, day, scans, parent, child, begun, processing, completed]);
}

function rowOf(values: readonly Value[]): string {
  let row = '';
  for (const value of values) row += `${row === '' ? '' : '\t'}${value ?? '\\N'}`;
  return `${row}\n`;
}

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const days = new Map<number, string>();

/** As `Date.toISOString`, in a fifth of the time: it was most of what making rows took. */
function isoOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const time = ms - day * DAY_MS;
  const second = Math.floor(time / 1_000);
  const [h, m, s] = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
  const clock = `${TWO_DIGITS[h]}:${TWO_DIGITS[m]}:${TWO_DIGITS[s]}`;
  return `${dateOf(day)}T${clock}.${String(time % 1_000).padStart(3, '0')}Z`;
}

function dateOf(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  days.set(day, date);
  return date;
}

const FOUR_DIGITS = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** Version 7 (RFC 9562, section 5.7). */
function uuidOf(random: Random, ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const [a, b, c] = [hexOf(random), hexOf(random), hexOf(random)];
  const variant = '89ab'.charAt(random.below(4));
  const tail = `${variant}${b.slice(1, 4)}-${b.slice(4)}${c}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-${tail}`;
}

/** Eight digits. */
function hexOf(random: Random): string {
  const [high, low] = [random.below(65_536), random.below(65_536)];
  return `${FOUR_DIGITS[high]}${FOUR_DIGITS[low]}`;
}
