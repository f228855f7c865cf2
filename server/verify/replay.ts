import type { BagRow, EventRow } from './verify.sql.ts';

/** What the ledger says of one bag; the columns of its row that follow from its scans. */
export type Replayed = Omit<BagRow, 'code' | 'product_id' | 'capacity'>;

const NEW = {
  is_void: false,
  parent_code: null,
  packed_at: null,
  packed_by: null,
  bill_code: null,
  billed_at: null,
  lot: null,
  label_date: null,
} as const;

/**
 * Rebuilds one bag from the scans that changed it, in their order. Written apart from `decide` on
 * purpose: it believes the outcomes and checks only that each can follow the one before.
 * @param tell hears of a scan that cannot have meant what the ledger says.
 * @returns null when there are no scans.
 */
export function replay(
  events: readonly EventRow[],
  tell: (difference: string) => void,
): Replayed | null {
  let bag: Replayed | null = null;
  for (const event of events) {
    const before: Replayed = bag ?? registeredBy(event);
    const lay = before.parent_code;
    if (LEAVING.has(event.outcome) && event.other_parent_code !== lay) {
      const { code, outcome, other_parent_code: from } = event;
      tell(`${code}: ${outcome} from ${from} in the ledger, but it lay in ${lay}`);
    }
    if (before.is_void) tell(`${event.code}: ${event.outcome} in the ledger, but it was void`);
    bag = { ...before, ...effectOf(event, before) };
  }
  return bag;
}

/** These take a child out of another parent, which the ledger names. */
const LEAVING: ReadonlySet<string> = new Set(['moved', 'moved_full', 'unpacked']);
const OF_CHILDREN: ReadonlySet<string> = new Set([
  ...LEAVING,
  'packed',
  'packed_full',
  'registered',
]);

function registeredBy({ outcome, received_at, user_id, area_id }: EventRow): Replayed {
  const isChild = OF_CHILDREN.has(outcome);
  return {
    ...NEW,
    kind: isChild ? 'child' : 'parent',
    created_at: received_at,
    created_by: user_id,
    area_id,
    is_sealed: isChild ? null : false,
  };
}

function effectOf(event: EventRow, bag: Replayed): Partial<Replayed> {
  const { outcome, received_at, user_id } = event;
  switch (outcome) {
    case 'opened':
    case 'named':
      return {};
    case 'registered':
      return labelOf(event, bag);
    case 'packed':
    case 'packed_full':
    case 'moved':
    case 'moved_full':
      return {
        ...labelOf(event, bag),
        parent_code: event.parent_code,
        area_id: event.parent_area_id,
        packed_at: received_at,
        packed_by: user_id,
      };
    case 'unpacked':
      return { ...labelOf(event, bag), parent_code: null, packed_at: null, packed_by: null };
    case 'sealed':
      return { is_sealed: true };
    case 'reopened':
      return { is_sealed: false };
    case 'billed':
    case 'billed_target':
      return { bill_code: event.bill_code, billed_at: received_at };
    case 'unbilled':
      return { bill_code: null, billed_at: null };
    case 'voided':
      return { is_void: true, is_sealed: bag.kind === 'parent' ? false : null };
    default:
      throw new Error(`a scan with the outcome ${outcome} changes no bag`);
  }
}

/** What a label tells fills what is empty. */
function labelOf(event: EventRow, bag: Replayed): Pick<Replayed, 'lot' | 'label_date'> {
  return { lot: bag.lot ?? event.lot, label_date: bag.label_date ?? event.label_date };
}
