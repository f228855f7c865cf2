import type { LegacyError } from '#contract/legacy.ts';
import type { Outcome } from '#domain/outcome.ts';

/** Each outcome in the original system's words; null is success. */
const ERROR_TYPES: Readonly<Record<Outcome, LegacyError | null>> = {
  opened: null,
  ready: null,
  packed: null,
  packed_full: null,
  moved: null,
  moved_full: null,
  unpacked: null,
  sealed: null,
  reopened: null,
  registered: null,
  voided: null,
  billed: null,
  billed_target: null,
  unbilled: null,
  // Harmless: the packet is where it shall be.
  already_here: null,
  not_packed: null,
  already_sealed: null,
  already_void: null,
  not_on_bill: null,
  already_on_bill: 'already_linked_same_bill',
  on_other_bill: 'already_linked_other_bill',
  in_other_parent: 'already_linked_other_parent',
  not_allowed: 'access_denied',
  not_in_area: 'access_denied',
  malformed: 'invalid_format',
  wrong_kind: 'wrong_bag_type',
  // To the original system a voided bag was one that it did not have.
  void_bag: 'bag_not_found',
  bag_unknown: 'bag_not_found',
  bill_unknown: 'bill_not_found',
  bill_locked: 'bill_locked',
  bill_full: 'capacity_reached',
  parent_full: 'capacity_reached',
  parent_sealed: 'bag_sealed',
  parent_empty: 'invalid_format',
  reason_needed: 'missing_data',
  in_use: 'bag_sealed',
  id_reused: 'invalid_format',
};

export function errorTypeOf(outcome: Outcome): LegacyError | null {
  return ERROR_TYPES[outcome];
}
