import type { ChildCode, ParentCode } from '../code.ts';
import type { Action, Outcome } from '../outcome.ts';
import type { ScanRequest } from './request.ts';
import type { Bag, Bill, ChildBag, ParentBag, State } from './state.ts';

/** What a scan does: its outcome, and the next value of each bag and bill that it changes. */
export interface Effect {
  readonly outcome: Outcome;
  readonly bags?: readonly Bag[];
  readonly bills?: readonly Bill[];
  /** The parent the outcome speaks of besides the named one: where the child was, or is. */
  readonly otherParentCode?: string;
  readonly otherBillCode?: string;
}

/** A scan whose texts have been read, whose bags are known where they must be, and allowed. */
export interface ReadyScan {
  readonly request: ScanRequest;
  readonly state: State;
}
type ChildScan = ReadyScan & { readonly code: ChildCode; readonly child: ChildBag | null };
type ParentScan = ReadyScan & { readonly parent: ParentBag };

/** A parent named for the first time has none registered yet: it begins empty, in this area. */
export function newParent({ code, product }: ParentCode, areaId: number | null): ParentBag {
  const { capacity } = product;
  const empty = { isVoid: false, childCount: 0, isSealed: false, billCode: null };
  return { kind: 'parent', code, areaId, product, capacity, ...empty };
}

export function open(code: ParentCode, bag: ParentBag | null, areaId: number | null): Effect {
  if (bag !== null) return { outcome: 'ready' };
  return { outcome: 'opened', bags: [newParent(code, areaId)] };
}

/** One child is in one parent: in another it is refused, or with `move` taken out of there. */
export function pack(scan: ChildScan & ParentScan, action: 'pack' | 'move'): Effect {
  const { state, code, child, parent } = scan;
  const from = parentOf(state, child);
  if (from?.code === parent.code) return { outcome: 'already_here' };
  if (isLocked(state, parent)) return { outcome: 'bill_locked' };
  if (from !== null && action === 'pack') {
    return { outcome: 'in_other_parent', otherParentCode: from.code };
  }
  if (from !== null && isLocked(state, from)) {
    return { outcome: 'bill_locked', otherParentCode: from.code };
  }
  if (parent.isSealed) return { outcome: 'parent_sealed' };
  if (parent.childCount === parent.capacity) return { outcome: 'parent_full' };
  const target = { ...parent, childCount: parent.childCount + 1 };
  const packed = { ...childOf(code, child), parentCode: parent.code, areaId: parent.areaId };
  const isFull = target.childCount === target.capacity;
  if (from === null) return { outcome: isFull ? 'packed_full' : 'packed', bags: [target, packed] };
  return {
    outcome: isFull ? 'moved_full' : 'moved',
    bags: [target, { ...from, childCount: from.childCount - 1 }, packed],
    otherParentCode: from.code,
  };
}

/** `named` is the parent that the scan expects the child in; null when it named none. */
export function unpack(scan: ChildScan, named: string | null): Effect {
  const { state, code, child } = scan;
  const from = parentOf(state, child);
  if (from === null) return { outcome: 'not_packed' };
  if (isLocked(state, from)) return { outcome: 'bill_locked', otherParentCode: from.code };
  if (named !== null && named !== from.code) {
    return { outcome: 'in_other_parent', otherParentCode: from.code };
  }
  return {
    outcome: 'unpacked',
    bags: [
      { ...from, childCount: from.childCount - 1 },
      { ...childOf(code, child), parentCode: null },
    ],
    otherParentCode: from.code,
  };
}

export function seal({ request, state, parent }: ParentScan): Effect {
  if (parent.isSealed || parent.childCount === parent.capacity) {
    return { outcome: 'already_sealed' };
  }
  if (isLocked(state, parent)) return { outcome: 'bill_locked' };
  if (parent.childCount === 0) return { outcome: 'parent_empty' };
  if ((request.reason ?? '').trim() === '') return { outcome: 'reason_needed' };
  return { outcome: 'sealed', bags: [{ ...parent, isSealed: true }] };
}

export function reopen({ state, parent }: ParentScan): Effect {
  if (!parent.isSealed) return { outcome: 'ready' };
  if (isLocked(state, parent)) return { outcome: 'bill_locked' };
  return { outcome: 'reopened', bags: [{ ...parent, isSealed: false }] };
}

/** One parent is on one bill. Empty and part-full ones may be billed. */
export function bill({ state, parent }: ParentScan, onto: Bill): Effect {
  if (parent.billCode === onto.code) return { outcome: 'already_on_bill' };
  const other = parent.billCode === null ? {} : { otherBillCode: parent.billCode };
  if (onto.status === 'completed') return { outcome: 'bill_locked' };
  if (isLocked(state, parent)) return { outcome: 'bill_locked', ...other };
  if (parent.billCode !== null) return { outcome: 'on_other_bill', ...other };
  if (onto.parentCount >= onto.target) return { outcome: 'bill_full' };
  const parentCount = onto.parentCount + 1;
  return {
    outcome: parentCount === onto.target ? 'billed_target' : 'billed',
    bags: [{ ...parent, billCode: onto.code }],
    bills: [{ ...onto, parentCount, status: 'processing' }],
  };
}

export function unbill({ parent }: ParentScan, from: Bill): Effect {
  if (parent.billCode !== from.code) return { outcome: 'not_on_bill' };
  if (from.status === 'completed') return { outcome: 'bill_locked' };
  const parentCount = from.parentCount - 1;
  return {
    outcome: 'unbilled',
    bags: [{ ...parent, billCode: null }],
    bills: [{ ...from, parentCount, status: parentCount === 0 ? 'new' : 'processing' }],
  };
}

/** A loose child, known before it is packed. */
export function register(code: ChildCode, child: ChildBag | null, areaId: number | null): Effect {
  if (child !== null) return { outcome: 'ready' };
  return { outcome: 'registered', bags: [{ ...childOf(code, null), areaId }] };
}

/** Only a loose child, or an empty parent that is on no bill. */
export function voidBag({ state }: ReadyScan, bag: Bag): Effect {
  if (bag.isVoid) return { outcome: 'already_void' };
  const parent = bag.kind === 'parent' ? bag : parentOf(state, bag);
  const other = bag.kind === 'child' && parent ? { otherParentCode: parent.code } : {};
  if (parent !== null && isLocked(state, parent)) return { outcome: 'bill_locked', ...other };
  const isFree = parent === null || (bag === parent && parent.childCount === 0);
  if (!isFree || parent?.billCode != null) return { outcome: 'in_use', ...other };
  const unsealed = bag.kind === 'parent' ? { ...bag, isSealed: false } : bag;
  return { outcome: 'voided', bags: [{ ...unsealed, isVoid: true }] };
}

function parentOf(state: State, child: ChildBag | null): ParentBag | null {
  if (child === null || child.parentCode === null) return null;
  const parent = state.bags.get(child.parentCode);
  if (parent?.kind !== 'parent') throw new Error(`${child.code} lies in no known parent`);
  return parent;
}

/** A completed bill locks itself, its parents and the children in them. */
function isLocked(state: State, { billCode }: ParentBag): boolean {
  return billCode !== null && state.bills.get(billCode)?.status === 'completed';
}

/** The child as it will be: what a label tells fills what is empty, and replaces nothing. */
function childOf({ code, lot, labelDate }: ChildCode, child: ChildBag | null): ChildBag {
  if (child === null) {
    return { kind: 'child', code, isVoid: false, areaId: null, parentCode: null, lot, labelDate };
  }
  return { ...child, lot: child.lot ?? lot, labelDate: child.labelDate ?? labelDate };
}

/** What each action asks of the texts that a scan brings. */
export interface Needs {
  readonly permission: 'scan' | 'editBills' | 'administer';
  readonly code: 'parent' | 'child' | 'either';
  readonly parent: 'required' | 'optional' | 'none';
  readonly bill: 'required' | 'none';
  /** Whether the bag must be registered already. */
  readonly isKnown: boolean;
}

const child = { permission: 'scan', code: 'child', parent: 'none', bill: 'none' } as const;
const parent = { permission: 'scan', code: 'parent', parent: 'none', bill: 'none' } as const;
const billing = {
  permission: 'editBills',
  code: 'parent',
  parent: 'none',
  bill: 'required',
} as const;

export const NEEDS: Readonly<Record<Action, Needs>> = {
  open: { ...parent, isKnown: false },
  pack: { ...child, parent: 'required', isKnown: false },
  move: { ...child, parent: 'required', isKnown: false },
  unpack: { ...child, parent: 'optional', isKnown: true },
  seal: { ...parent, isKnown: true },
  reopen: { ...parent, isKnown: true },
  bill: { ...billing, isKnown: true },
  unbill: { ...billing, isKnown: true },
  register: { ...child, isKnown: false },
  void: { ...child, permission: 'administer', code: 'either', isKnown: true },
};
