import { type Random, seededRandom } from '#bench/random.ts';
import { type Billing, billConsignment } from './billing.ts';
import { type Bench, bagsLeft, packParent } from './packing.ts';
import type { Consignment, Worker } from './record.ts';
import { LOT_VARIETIES, SERIES } from './warehouse.ts';

/** What a demonstration is made from: the same site and seed tell the same story. */
export interface Site {
  readonly seed: number;
  readonly bags: number;
  readonly admins: readonly Worker[];
  readonly billers: readonly Worker[];
  readonly dispatchers: readonly Worker[];
  /** As `SERIES`; `longId` is null where codes of five digits are enough. */
  readonly products: readonly {
    readonly capacity: number;
    readonly id: number;
    readonly longId: number | null;
  }[];
  /** The moment when this share of all bags is registered, in ms. */
  timeAt(share: number): number;
}

/** The state of the telling. */
export interface World extends Pick<Site, 'admins' | 'billers' | 'dispatchers'> {
  readonly random: Random;
  readonly products: readonly Product[];
  /** The numbers that were used last. */
  readonly last: { child: number; bill: number };
  /** The code of the next packet. */
  childCode(): string;
}

export interface Product {
  readonly capacity: number;
  takeCode(): { readonly code: string; readonly productId: number };
}

/** More bags than this may need more parents of one product than five digits have. */
export const SHORT_CODES_BAGS_MAX = 3_000_000;

const SHORT_DIGITS = 5;
const LONG_DIGITS = 8;
const CHILD_DIGITS = 7;

const CONSIGNMENT_PARENTS_MAX = 40;
const PARENT_BAGS = 31;
/** A small demonstration, too, has bills in every state. */
const CONSIGNMENTS_WANTED = 12;
const MOONG_SHARE = 0.2;
const STILL_OPEN_SHARE = 0.03;
const LOT_AGE_DAYS_MAX = 28;

/** Tells the consignments one after the other; together they have exactly `site.bags` bags. */
export function* tellStory(site: Site): Generator<Consignment> {
  const world = makeWorld(site);
  let begun = 0;
  for (const plan of planConsignments(world.random, site.bags)) {
    yield tellConsignment(world, plan, site.timeAt(begun / site.bags));
    begun += plan.bags;
  }
}

interface Plan {
  readonly bags: number;
  readonly billing: Billing;
}

/** The last consignments are still under way. */
function planConsignments(random: Random, bags: number): Plan[] {
  const parents = Math.floor((2 * bags) / PARENT_BAGS / CONSIGNMENTS_WANTED);
  const parentsMax = Math.max(1, Math.min(CONSIGNMENT_PARENTS_MAX, parents));
  const sizes: number[] = [];
  for (let left = bags; left > 0; ) {
    const size = Math.min(left, (1 + random.below(parentsMax)) * PARENT_BAGS);
    sizes.push(size);
    left -= size;
  }
  return sizes.map((size, at) => ({ bags: size, billing: billingOf(random, sizes.length - at) }));
}

function billingOf(random: Random, placeFromEnd: number): Billing {
  if (placeFromEnd === 1) return 'none';
  if (placeFromEnd === 2) return 'new';
  if (placeFromEnd === 3 || random.chance(STILL_OPEN_SHARE)) return 'processing';
  return 'completed';
}

function tellConsignment(world: World, { bags, billing }: Plan, begunMs: number): Consignment {
  const { random, dispatchers } = world;
  const consignment: Consignment = { bags: [], scans: [], bill: null, tick: 0 };
  const product = world.products[random.chance(MOONG_SHARE) ? 1 : 0];
  if (product === undefined) throw new Error('there are two products');
  const worker = random.pick(dispatchers);
  const bench: Bench = {
    world,
    consignment,
    bagsMax: bags,
    worker,
    product,
    lot: makeLot(random, begunMs),
    before: null,
  };
  while (bagsLeft(bench) > 0) packParent(bench);
  billConsignment(bench, billing);
  return consignment;
}

function makeWorld({ seed, admins, billers, dispatchers, products }: Site): World {
  const last = { child: 0, bill: 0 };
  return {
    admins,
    billers,
    dispatchers,
    random: seededRandom(seed),
    products: products.map(makeProduct),
    last,
    childCode: () => String(last.child + 1).padStart(CHILD_DIGITS, '0'),
  };
}

function makeProduct({ capacity, id, longId }: Site['products'][number], at: number): Product {
  const series = SERIES[at];
  if (series === undefined) throw new Error('each product has its series of codes');
  let number = 0;
  return {
    capacity,
    takeCode: () => {
      number++;
      const digits = String(number);
      if (digits.length <= SHORT_DIGITS) {
        return { code: series.prefix + digits.padStart(SHORT_DIGITS, '0'), productId: id };
      }
      if (longId === null) throw new Error(`the codes of ${series.name} are used up`);
      return { code: series.long.prefix + digits.padStart(LONG_DIGITS, '0'), productId: longId };
    },
  };
}

const DAY_MS = 86_400_000;
const LOT_NUMBER_MIN = 10_000;
const LOT_NUMBERS = 90_000;

/** Labels are printed a few weeks ahead. */
function makeLot(random: Random, packedMs: number): Bench['lot'] {
  const number = LOT_NUMBER_MIN + random.below(LOT_NUMBERS);
  const printedMs = packedMs - (1 + random.below(LOT_AGE_DAYS_MAX)) * DAY_MS;
  const date = new Date(printedMs).toISOString().slice(0, 10);
  const printed = date.split('-').reverse().join('/');
  return { name: `${random.pick(LOT_VARIETIES)}${number}`, date, printed };
}
