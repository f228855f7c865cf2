import type { Random } from '#bench/random.ts';

export interface SentScan {
  readonly id: string;
  readonly action: string;
  readonly code: string;
  readonly parent?: string;
  readonly bill?: string;
  readonly reason?: string;
}

export const SIMULATED_BILLS = ['SIM-1', 'SIM-2', 'SIM-3'];
/** Few bags, so that devices get in each other's way. */
const PARENTS = 24;
const CHILDREN = 400;

type Draft = Omit<SentScan, 'id'>;

/** What one person scans in a day, from the seed alone. */
export function planScans(random: Random, count: number, isBiller: boolean): SentScan[] {
  const drafts = isBiller ? BILLER : DISPATCHER;
  // Ids need a time in them; any will do, and this one is the same in each run.
  const startedAt = Date.UTC(2026, 0, 1);
  return Array.from({ length: count }, (_, nth) => ({
    id: random.uuid(startedAt + nth),
    ...random.pick(drafts)(random),
  }));
}

const parent = (random: Random): string => `SB${String(random.below(PARENTS)).padStart(5, '0')}`;
const child = (random: Random): string => {
  const number = String(random.below(CHILDREN)).padStart(7, '0');
  return random.chance(0.5) ? number : `LABEL NO.:${number} LOT NO.:L-${random.below(9)}`;
};
const bill = (random: Random): string => random.pick(SIMULATED_BILLS);

const pack = (random: Random): Draft => {
  return { action: 'pack', code: child(random), parent: parent(random) };
};
const move = (random: Random): Draft => {
  return { action: 'move', code: child(random), parent: parent(random) };
};
const unpack = (random: Random): Draft => ({ action: 'unpack', code: child(random) });
const open = (random: Random): Draft => ({ action: 'open', code: parent(random) });
const seal = (random: Random): Draft => {
  return { action: 'seal', code: parent(random), reason: 'the simulated shift ends' };
};
const reopen = (random: Random): Draft => ({ action: 'reopen', code: parent(random) });
const register = (random: Random): Draft => ({ action: 'register', code: child(random) });
const misread = (): Draft => ({ action: 'open', code: 'SB12' });
const onto = (random: Random): Draft => {
  return { action: 'bill', code: parent(random), bill: bill(random) };
};
const off = (random: Random): Draft => {
  return { action: 'unbill', code: parent(random), bill: bill(random) };
};

/** As often as each stands here. */
const DISPATCHER = [
  ...Array.from({ length: 12 }, () => pack),
  move,
  move,
  unpack,
  unpack,
  open,
  seal,
  reopen,
  reopen,
  register,
  misread,
];
const BILLER = [onto, onto, onto, off, pack, pack, move, open];
