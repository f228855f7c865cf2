import type { BillStatus } from '../outcome.ts';
import type { Product } from '../product.ts';

/** The bags, bills and recorded scans that a list of scans names: all that deciding needs. */
export interface State {
  readonly bags: ReadonlyMap<string, Bag>;
  readonly bills: ReadonlyMap<string, Bill>;
  readonly scans: ReadonlyMap<string, RecordedScan>;
}

/** Bags and bills are never changed in place: a changed one is a new value in the next state. */
export type Bag = ParentBag | ChildBag;

export interface ParentBag {
  readonly kind: 'parent';
  readonly code: string;
  readonly isVoid: boolean;
  readonly areaId: number | null;
  readonly product: Product;
  readonly capacity: number;
  readonly childCount: number;
  readonly isSealed: boolean;
  readonly billCode: string | null;
}

export interface ChildBag {
  readonly kind: 'child';
  readonly code: string;
  readonly isVoid: boolean;
  readonly areaId: number | null;
  readonly parentCode: string | null;
  readonly lot: string | null;
  readonly labelDate: string | null;
}

export interface Bill {
  readonly code: string;
  readonly status: BillStatus;
  readonly target: number;
  readonly parentCount: number;
}

/** What the ledger holds of an earlier scan: enough to answer it again, or to see it is another. */
export interface RecordedScan {
  readonly userId: number;
  readonly action: string;
  readonly outcome: string;
  /** The normal form, or for malformed ones the text as it was read. */
  readonly codeText: string;
  readonly parentText: string | null;
  readonly billText: string | null;
  readonly otherParentCode: string | null;
  readonly otherBillCode: string | null;
}
