import type { NewBill } from '#contract/bill.ts';

/** What one row of a file asks for. */
export interface Ask {
  /** Its place among the rows of the file that are not blank, from 1. */
  readonly at: number;
  /** The number of its sheet, from 0. */
  readonly sheet: number;
  readonly row: number;
  /** The text where its code belongs, as the file has it. */
  readonly code: string;
  readonly wish: Wish;
}

export type Wish =
  | { readonly action: 'open' | 'register' }
  /** `into` is the text where the parent's or bill's code belongs; null where none is to be had. */
  | { readonly action: 'pack' | 'bill'; readonly into: string | null }
  | { readonly action: 'make_bill'; readonly fields: BillFields }
  /** It can come to nothing, whatever the bags are. */
  | { readonly action: 'none'; readonly reason: string; readonly detail: string };

export type BillFields = Omit<NewBill, 'code'>;

/** Asks that are recorded together, in this order. */
export interface Batch {
  readonly asks: readonly Ask[];
  /** Where the next batch begins in the file of read rows. */
  readonly end: number;
}

/** What reading found out about a file as a whole. */
export interface Outline {
  readonly sheets: readonly string[];
  /** Bytes of the file of read rows. */
  readonly size: number;
  /** Parents of the bills that the file names more than once, by the bill's code. */
  readonly targets: Readonly<Record<string, number>>;
  /** The rows that end batches too long to be held until then; null where a batch has no end. */
  readonly late: readonly (AskLine | null)[];
}

/** An ask as it stands in the file of read rows. */
export type AskLine = readonly [at: number, sheet: number, row: number, code: string, wish: Wish];

export function lineOf({ at, sheet, row, code, wish }: Ask): AskLine {
  return [at, sheet, row, code, wish];
}

export function askOf([at, sheet, row, code, wish]: AskLine): Ask {
  return { at, sheet, row, code, wish };
}
