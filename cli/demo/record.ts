import type { Random } from '#bench/random.ts';
import type { Action, Outcome } from '#domain/outcome.ts';

/** What a consignment leaves behind. Times are ticks, laid over the calendar when written. */
export interface Consignment {
  readonly bags: Bag[];
  /** In the order of their ticks. */
  readonly scans: Scan[];
  bill: Bill | null;
  /** The tick of what happens next; at the end, how long it all took. */
  tick: number;
}

export interface Worker {
  readonly id: number;
  readonly areaId: number | null;
  readonly station: string | null;
}

export interface Parent {
  readonly kind: 'parent';
  readonly code: string;
  readonly productId: number;
  readonly capacity: number;
  readonly areaId: number | null;
  readonly createdTick: number;
  readonly createdBy: number;
  childCount: number;
  isSealed: boolean;
  isVoid: boolean;
  billed: { readonly bill: Bill; readonly tick: number; readonly place: number } | null;
}

export interface Child {
  readonly kind: 'child';
  readonly code: string;
  readonly areaId: number | null;
  readonly createdTick: number;
  readonly createdBy: number;
  /** The label's text as scanned; null when it is the number alone. */
  readonly label: string | null;
  readonly lot: string | null;
  readonly labelDate: string | null;
  isVoid: boolean;
  packed: { readonly parent: Parent; readonly tick: number; readonly by: number } | null;
}

export type Bag = Parent | Child;

export interface Bill {
  readonly code: string;
  readonly target: number;
  readonly dealer: string;
  readonly destination: string;
  readonly vehicle: string;
  readonly createdBy: number;
  readonly createdTick: number;
  readonly parents: Parent[];
  completedTick: number | null;
}

export interface Scan {
  readonly tick: number;
  readonly worker: Worker;
  readonly areaId: number | null;
  readonly action: Action;
  readonly outcome: Outcome;
  readonly code: string | null;
  /** Kept where it tells more than the code does. */
  readonly raw: string | null;
  readonly parentCode: string | null;
  readonly billCode: string | null;
  readonly otherParentCode: string | null;
  readonly reason: string | null;
  readonly lot: string | null;
  readonly labelDate: string | null;
}

const NOTHING = {
  code: null,
  raw: null,
  parentCode: null,
  billCode: null,
  otherParentCode: null,
  reason: null,
  lot: null,
  labelDate: null,
} as const;

type Given = Pick<Scan, 'worker' | 'areaId' | 'action' | 'outcome'> & Partial<Scan>;

/** Appends a scan at the present tick. */
export function recordScan(consignment: Consignment, given: Given): void {
  consignment.scans.push({ ...NOTHING, tick: consignment.tick, ...given });
}

/** Time passes: about one tick, as between one packet and the next, or more. */
export function pass(consignment: Consignment, random: Random, ticks = 1): void {
  consignment.tick += ticks * (0.5 + random.next());
}
