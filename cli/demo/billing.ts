import type { Bench } from './packing.ts';
import { type Bill, type Parent, pass, recordScan, type Worker } from './record.ts';
import { DEALERS, PLATES } from './warehouse.ts';

/** How a bill stands at the end; `none` when nobody has begun it. */
export type Billing = 'completed' | 'processing' | 'new' | 'none';

const REQUEST_PARENTS = 10;
const SCANNED_AGAIN_SHARE = 0.05;
const TAKEN_OFF_SHARE = 0.03;
const BELOW_TARGET_SHARE = 0.1;
const BELOW_TARGET_MAX = 3;
const BETWEEN_REQUESTS_TICKS = 5;
const LOADING_TICKS = 60;
const PLATE_NUMBERS = 10_000;

/** Bills what the bench has packed, as far as the state of the bill goes. */
export function billConsignment(bench: Bench, billing: Billing): void {
  const { consignment, world } = bench;
  const { random } = world;
  if (billing === 'none') return;
  const parents = consignment.bags.filter((bag) => bag.kind === 'parent').filter(isThere);
  const biller = random.pick(world.billers);
  pass(consignment, random, BETWEEN_REQUESTS_TICKS);
  const bill = makeBill(bench, biller, parents.length);
  consignment.bill = bill;
  const wanted = { new: 0, processing: parents.length / 2, completed: parents.length }[billing];
  const chosen = parents.slice(0, Math.ceil(wanted));
  for (let at = 0; at < chosen.length; at += REQUEST_PARENTS) {
    pass(consignment, random, BETWEEN_REQUESTS_TICKS);
    billTogether(bench, biller, bill, chosen.slice(at, at + REQUEST_PARENTS));
  }
  if (random.chance(TAKEN_OFF_SHARE)) takeOff(bench, biller, bill);
  if (billing !== 'completed' || bill.parents.length === 0) return;
  pass(consignment, random, LOADING_TICKS);
  bill.completedTick = consignment.tick;
}

function isThere({ isVoid }: Parent): boolean {
  return !isVoid;
}

function makeBill({ consignment, world }: Bench, biller: Worker, parents: number): Bill {
  const { random, last } = world;
  const missing = random.chance(BELOW_TARGET_SHARE) ? 1 + random.below(BELOW_TARGET_MAX) : 0;
  const [dealer, destination] = random.pick(DEALERS);
  const plate = String(random.below(PLATE_NUMBERS)).padStart(4, '0');
  last.bill++;
  return {
    code: `TT-${String(last.bill).padStart(6, '0')}`,
    target: Math.max(1, parents + missing),
    dealer,
    destination,
    vehicle: `${random.pick(PLATES)} GA ${plate}`,
    createdBy: biller.id,
    createdTick: consignment.tick,
    parents: [],
    completedTick: null,
  };
}

/** Sent in one request and recorded in one transaction: they have one time, and a place each. */
function billTogether(bench: Bench, worker: Worker, bill: Bill, parents: readonly Parent[]): void {
  const { consignment, world } = bench;
  const { tick } = consignment;
  const billCode = bill.code;
  for (const [place, parent] of parents.entries()) {
    const { code, areaId } = parent;
    bill.parents.push(parent);
    parent.billed = { bill, tick, place };
    const outcome = bill.parents.length === bill.target ? 'billed_target' : 'billed';
    recordScan(consignment, { worker, areaId, action: 'bill', outcome, code, billCode });
  }
  pass(consignment, world.random);
  const again = parents.at(-1);
  if (again === undefined || !world.random.chance(SCANNED_AGAIN_SHARE)) return;
  const { code, areaId } = again;
  const outcome = 'already_on_bill';
  recordScan(consignment, { worker, areaId, action: 'bill', outcome, code, billCode });
}

function takeOff({ consignment, world }: Bench, worker: Worker, bill: Bill): void {
  const parent = bill.parents.pop();
  if (parent === undefined) return;
  parent.billed = null;
  const { code, areaId } = parent;
  pass(consignment, world.random);
  const billCode = bill.code;
  recordScan(consignment, {
    worker,
    areaId,
    action: 'unbill',
    outcome: 'unbilled',
    code,
    billCode,
  });
}
