import type { Bag } from '#domain/scan/state.ts';

/** A bag as this process wrote it last, and the version that its row had then. */
export interface Remembered {
  readonly bag: Bag;
  readonly version: string;
}

/**
 * The bags that this process wrote last: who packs on into a parent need not read it again. What is
 * remembered may have been changed by somebody else since, so it is good only for what the write
 * itself verifies; see `restsOn` in record.ts.
 */
export interface Memory {
  recall(code: string): Remembered | undefined;
  /** Whether a child that is not remembered may be taken for a new one without a look. */
  readonly isTrusting: boolean;
  keep(bags: Iterable<Bag>, version: string): void;
  /** After a batch that failed: something was no longer so, or the database is another one now. */
  forget(): void;
  /** After each batch that was written. */
  regain(): void;
}

/** Bags of a generation; there are two. A bag takes some 250 bytes. */
const GENERATION_BAGS_MAX = 10_000;
/** Deciding a batch twice costs what not reading saves in seven batches. */
const MISTRUST_BATCHES = 20;

/** Of a fixed size: who was not written for long is forgotten. */
export function makeMemory(): Memory {
  let young = new Map<string, Remembered>();
  let old = new Map<string, Remembered>();
  let mistrustedBatches = 0;
  return {
    recall: (code) => young.get(code) ?? old.get(code),
    get isTrusting() {
      return mistrustedBatches === 0;
    },
    keep: (bags, version) => {
      for (const bag of bags) young.set(bag.code, { bag, version });
      if (young.size < GENERATION_BAGS_MAX) return;
      old = young;
      young = new Map();
    },
    forget: () => {
      young = new Map();
      old = new Map();
      mistrustedBatches = MISTRUST_BATCHES;
    },
    regain: () => {
      mistrustedBatches = Math.max(0, mistrustedBatches - 1);
    },
  };
}
