import type { Fate } from '#contract/import.ts';
import type { Outcome } from '#domain/outcome.ts';
import type { Decision } from '#domain/scan/decide.ts';
import { messageOf } from '#domain/scan/message.ts';
import { billTextOf, codeTextOf, parentTextOf } from '#domain/scan/request.ts';
import type { Ask } from './ask.ts';

/** What became of a row, or would become of it, as it is stored. */
export interface RowFate {
  readonly at: number;
  readonly sheet: number;
  readonly row: number;
  readonly fate: Fate;
  readonly code: string;
  readonly into_code: string | null;
  /** The outcome of its scan, or why it came to none. */
  readonly outcome: string;
  readonly reason: string;
}

const FATES: Partial<Readonly<Record<Outcome, Fate>>> = {
  opened: 'created',
  registered: 'created',
  packed: 'linked',
  packed_full: 'linked',
  billed: 'linked',
  billed_target: 'linked',
  ready: 'same',
  already_here: 'same',
  already_on_bill: 'same',
  in_other_parent: 'conflict',
  on_other_bill: 'conflict',
};

/** @param isNew whether the row's scan has registered its bag. */
export function fateOfScan({ at, sheet, row }: Ask, decision: Decision, isNew: boolean): RowFate {
  const { request, outcome } = decision;
  return {
    at,
    sheet,
    row,
    fate: isNew ? 'created' : (FATES[outcome] ?? 'refused'),
    code: codeTextOf(request.code, request.raw),
    into_code: parentTextOf(request) ?? billTextOf(request),
    outcome,
    reason: reasonOf(decision),
  };
}

/** Empty where `wordsOf` says it from the rest of the row: that is nearly all of a large sheet. */
function reasonOf(decision: Decision): string {
  const { outcome, otherParentCode, otherBillCode, request } = decision;
  const code = codeTextOf(request.code, request.raw);
  if (outcome === 'in_other_parent') return `${code} is already in ${otherParentCode}`;
  if (outcome === 'on_other_bill') return `${code} is already on the bill ${otherBillCode}`;
  return wordsOf(outcome, code, null) === null ? messageOf(decision) : '';
}

/**
 * What became of a row, where that follows from its outcome and codes. It does not say how full a
 * parent or bill was: a row that is done again after a crash reads the same.
 */
export function wordsOf(outcome: string, code: string, into: string | null): string | null {
  switch (outcome) {
    case 'opened':
    case 'registered':
      return `${code} is registered`;
    case 'ready':
      return `${code} is known already`;
    case 'packed':
    case 'packed_full':
      return `${code} is packed into ${into}`;
    case 'already_here':
      return `${code} is in ${into} already`;
    case 'billed':
    case 'billed_target':
      return `${code} is put on the bill ${into}`;
    case 'already_on_bill':
      return `${code} is on the bill ${into} already`;
    default:
      return null;
  }
}

/** @param code in the normal form, where the text has one. */
export function fateOf(
  { at, sheet, row, wish }: Ask,
  code: string,
  fate: Fate,
  outcome: string,
  reason: string,
): RowFate {
  const into_code = wish.action === 'pack' || wish.action === 'bill' ? wish.into : null;
  return { at, sheet, row, fate, code, into_code, outcome, reason };
}
