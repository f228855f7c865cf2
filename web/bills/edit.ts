import type { Bill, BillEdit } from './queries.ts';

/** What people fill in. The target is null while its field is empty. */
export interface BillFields {
  readonly target: number | null;
  readonly dealer: string;
  readonly destination: string;
  readonly vehicle: string;
  readonly description: string;
}

export const FIELD_NAMES = ['target', 'dealer', 'destination', 'vehicle', 'description'] as const;

export function fieldsOf(bill: Bill): BillFields {
  const { target, dealer, destination, vehicle, description } = bill;
  return {
    target,
    dealer: dealer ?? '',
    destination: destination ?? '',
    vehicle: vehicle ?? '',
    description: description ?? '',
  };
}

/** Only what differs, so that nothing is overwritten that this person did not touch. */
export function editOf(before: BillFields, after: BillFields): BillEdit {
  const { target } = after;
  const edit: BillEdit = {};
  if (target !== null && target !== before.target) edit.target = target;
  for (const name of ['dealer', 'destination', 'vehicle', 'description'] as const) {
    if (after[name] !== before[name]) edit[name] = after[name];
  }
  return edit;
}

/** What another person has changed of a field. */
export interface Change {
  readonly name: (typeof FIELD_NAMES)[number];
  readonly before: string;
  readonly after: string;
}

/** What differs between two versions of a bill, for people to read. */
export function changesOf(before: BillFields, after: BillFields): Change[] {
  return FIELD_NAMES.filter((name) => before[name] !== after[name]).map((name) => ({
    name,
    before: String(before[name] ?? ''),
    after: String(after[name] ?? ''),
  }));
}

/** What this person typed stays; in the other fields what the others typed is taken over. */
export function merge(base: BillFields, mine: BillFields, theirs: BillFields): BillFields {
  const kept = FIELD_NAMES.filter((name) => mine[name] !== base[name]);
  return { ...theirs, ...Object.fromEntries(kept.map((name) => [name, mine[name]])) };
}
