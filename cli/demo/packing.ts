import {
  type Bag,
  type Child,
  type Consignment,
  type Parent,
  pass,
  recordScan,
  type Worker,
} from './record.ts';
import { SEAL_REASONS } from './warehouse.ts';
import type { Product, World } from './world.ts';

/** One bench while it packs one consignment: what is packed, by whom, where it is noted. */
export interface Bench {
  readonly world: World;
  readonly consignment: Consignment;
  readonly bagsMax: number;
  readonly worker: Worker;
  readonly product: Product;
  readonly lot: { readonly name: string; readonly date: string; readonly printed: string };
  /** The packet that went last into the parent before this one. */
  before: Child | null;
}

/** How often things happen, as a share of the parents or of the packets. */
const SHARES = {
  halfReadFirst: 0.02,
  emptyAndVoided: 0.003,
  opened: 0.8,
  openedAgain: 0.05,
  partFull: 0.06,
  leftUnsealed: 0.15,
  triedWhenFull: 0.1,
  loose: 0.006,
  looseAndVoided: 0.1,
  packedTwice: 0.008,
  takenOut: 0.003,
  putBack: 0.7,
  triedFromOtherParent: 0.004,
  moved: 0.5,
  numberAlone: 0.05,
} as const;
const PARENT_CHANGE_TICKS = 4;

export function bagsLeft({ bagsMax, consignment }: Bench): number {
  return bagsMax - consignment.bags.length;
}

/** Packs one parent, with the mishaps that happen. */
export function packParent(bench: Bench): void {
  const { consignment, product, world } = bench;
  const { random } = world;
  pass(consignment, random, PARENT_CHANGE_TICKS);
  const { code, productId } = product.takeCode();
  if (random.chance(SHARES.halfReadFirst)) {
    scan(bench, { action: 'open', outcome: 'malformed', raw: code.slice(0, -1) });
  }
  const parent = registerParent(bench, code, productId);
  const isVoided = random.chance(SHARES.emptyAndVoided);
  // A parent that nobody opens is registered by the first packet that is packed into it.
  if (isVoided || bagsLeft(bench) === 0 || random.chance(SHARES.opened)) {
    scan(bench, { action: 'open', outcome: 'opened', code });
    if (random.chance(SHARES.openedAgain)) scan(bench, { action: 'open', outcome: 'ready', code });
  }
  if (isVoided) voidBag(bench, parent);
  else fill(bench, parent);
}

function fill(bench: Bench, parent: Parent): void {
  const { random } = bench.world;
  const { code, capacity } = parent;
  const isPartFull = random.chance(SHARES.partFull);
  const wanted = isPartFull ? 1 + random.below(capacity - 1) : capacity;
  let last: Child | null = null;
  while (parent.childCount < wanted && bagsLeft(bench) > 0) last = packNext(bench, parent);
  bench.before = last;
  if (parent.childCount === capacity) {
    if (random.chance(SHARES.triedWhenFull)) tryOneMore(bench, parent);
  } else if (parent.childCount > 0 && !random.chance(SHARES.leftUnsealed)) {
    parent.isSealed = true;
    const reason = random.pick(SEAL_REASONS);
    scan(bench, { action: 'seal', outcome: 'sealed', code, reason });
  }
}

/** Packs the next packet, with what may happen before and after. */
function packNext(bench: Bench, parent: Parent): Child {
  const { random } = bench.world;
  const child = registerChild(bench);
  pack(bench, child, parent);
  if (random.chance(SHARES.packedTwice)) {
    scanPacking(bench, child, parent, { action: 'pack', outcome: 'already_here' });
  }
  if (random.chance(SHARES.takenOut)) takeOut(bench, child, parent);
  if (random.chance(SHARES.triedFromOtherParent)) takeFromOther(bench, parent);
  if (random.chance(SHARES.loose) && bagsLeft(bench) > 0) registerLoose(bench);
  return child;
}

function pack(bench: Bench, child: Child, parent: Parent): void {
  const { consignment, worker } = bench;
  child.packed = { parent, tick: consignment.tick, by: worker.id };
  parent.childCount++;
  const outcome = parent.childCount === parent.capacity ? 'packed_full' : 'packed';
  scanPacking(bench, child, parent, { action: 'pack', outcome });
}

function takeOut(bench: Bench, child: Child, parent: Parent): void {
  child.packed = null;
  parent.childCount--;
  const left = { action: 'unpack', outcome: 'unpacked', otherParentCode: parent.code } as const;
  scanPacking(bench, child, parent, left);
  if (bench.world.random.chance(SHARES.putBack)) pack(bench, child, parent);
}

/** A packet from the parent before this one is refused, and then perhaps moved. */
function takeFromOther(bench: Bench, parent: Parent): void {
  const { before: child, consignment, worker, world } = bench;
  const other = child?.packed?.parent;
  if (!child || !other || other === parent || parent.childCount === parent.capacity) return;
  const otherParentCode = other.code;
  const refused = { action: 'pack', outcome: 'in_other_parent', otherParentCode } as const;
  scanPacking(bench, child, parent, refused);
  if (!world.random.chance(SHARES.moved)) return;
  child.packed = { parent, tick: consignment.tick, by: worker.id };
  other.childCount--;
  parent.childCount++;
  const outcome = parent.childCount === parent.capacity ? 'moved_full' : 'moved';
  scanPacking(bench, child, parent, { action: 'move', outcome, otherParentCode });
}

/** A packet that is not registered, as it was refused; its number comes again. */
function tryOneMore(bench: Bench, parent: Parent): void {
  const code = bench.world.childCode();
  const { lot, labelDate, label: raw } = labelOf(bench, code);
  const parentCode = parent.code;
  scan(bench, { action: 'pack', outcome: 'parent_full', code, parentCode, raw, lot, labelDate });
}

function registerLoose(bench: Bench): void {
  const { random } = bench.world;
  const child = registerChild(bench);
  const { code, label: raw, lot, labelDate } = child;
  scan(bench, { action: 'register', outcome: 'registered', code, raw, lot, labelDate });
  if (random.chance(SHARES.looseAndVoided)) voidBag(bench, child);
}

function voidBag({ consignment, world }: Bench, bag: Bag): void {
  bag.isVoid = true;
  const { code, areaId } = bag;
  const worker = world.random.pick(world.admins);
  recordScan(consignment, { worker, areaId, action: 'void', outcome: 'voided', code });
  pass(consignment, world.random);
}

function registerParent({ consignment, worker, product }: Bench, code: string, productId: number) {
  const parent: Parent = {
    kind: 'parent',
    code,
    productId,
    capacity: product.capacity,
    areaId: worker.areaId,
    createdTick: consignment.tick,
    createdBy: worker.id,
    childCount: 0,
    isSealed: false,
    isVoid: false,
    billed: null,
  };
  consignment.bags.push(parent);
  return parent;
}

function registerChild(bench: Bench): Child {
  const { consignment, worker, world } = bench;
  const code = world.childCode();
  world.last.child++;
  const child: Child = {
    kind: 'child',
    code,
    areaId: worker.areaId,
    createdTick: consignment.tick,
    createdBy: worker.id,
    ...labelOf(bench, code),
    isVoid: false,
    packed: null,
  };
  consignment.bags.push(child);
  return child;
}

function labelOf({ world, lot }: Bench, code: string): Pick<Child, 'label' | 'lot' | 'labelDate'> {
  if (world.random.chance(SHARES.numberAlone)) return { label: null, lot: null, labelDate: null };
  const label = `LABEL NO.:${code} LOT NO.:${lot.name}, D.O.T.:${lot.printed}`;
  return { label, lot: lot.name, labelDate: lot.date };
}

type Given = Omit<Parameters<typeof recordScan>[1], 'worker' | 'areaId'>;

function scan({ consignment, worker, world }: Bench, given: Given): void {
  recordScan(consignment, { worker, areaId: worker.areaId, ...given });
  pass(consignment, world.random);
}

function scanPacking(bench: Bench, child: Child, parent: Parent, given: Given): void {
  const { code, label: raw, lot, labelDate } = child;
  scan(bench, { code, raw, lot, labelDate, parentCode: parent.code, ...given });
}
