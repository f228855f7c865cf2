import type { LabelIssue, NewLabels } from '#contract/label.ts';
import { codesFrom } from '#domain/code-range.ts';

export type LabelFormat = NewLabels['format'];

// The contract's own list would bring its schemas into the browser; its type holds this to it.
export const FORMATS = [
  'a4-24',
  'a4-40',
  'a4-65',
  'roll-50x30',
  'roll-100x50',
  'zpl-50x30',
  'zpl-100x50',
] as const satisfies LabelFormat[];

/** As many as are issued at once. */
export const LABELS_MAX = 5_000;

/** What somebody has filled in, complete or not. */
export interface Wishes {
  /** A product's name for its parents; null for packets. */
  readonly product: string | null;
  readonly isList: boolean;
  readonly from: string;
  readonly count: number;
  readonly list: string;
  readonly format: LabelFormat;
}

export const FIRST_WISHES: Wishes = {
  product: null,
  isList: false,
  from: '',
  count: 24,
  list: '',
  format: 'a4-24',
};

/** What is asked of the server; null while something is missing. */
export function wantedOf({ product, isList, from, count, list, format }: Wishes): NewLabels | null {
  const kind =
    product === null ? ({ kind: 'child' } as const) : ({ kind: 'parent', product } as const);
  if (isList) {
    const codes = codesIn(list);
    return codes.length === 0 ? null : { ...kind, codes, format };
  }
  if (from.trim() === '' || !(count >= 1)) return null;
  return { ...kind, from: from.trim(), count, format };
}

/** Codes that were typed or pasted, one after the other: a column of a sheet, say. */
export function codesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((code) => code !== '');
}

interface Pattern {
  readonly name: string;
  readonly pattern: string;
}

/**
 * The code with which the next range of the same bags begins; null where nothing was issued yet,
 * or no code is left.
 * @param issues newest first.
 */
export function nextAfter(issues: readonly LabelIssue[], product: Pattern | null): string | null {
  const last = issues.find((issue) => {
    return (
      issue.isRange && (product === null ? issue.kind === 'child' : issue.product === product.name)
    );
  });
  if (last === undefined) return null;
  return codesFrom(last.last, 2, product?.pattern ?? null)?.[1] ?? null;
}
