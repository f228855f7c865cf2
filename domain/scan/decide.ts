import type { ChildCode, ParentCode } from '../code.ts';
import { type Action, isAction, isOutcome, type Outcome } from '../outcome.ts';
import { can, mayTouchArea } from '../permission.ts';
import type { Effect, ReadyScan } from './effect.ts';
import * as effects from './effect.ts';
import { billTextOf, codeTextOf, parentTextOf, type ScanRequest } from './request.ts';
import type { Bag, Bill, ParentBag, RecordedScan, State } from './state.ts';

/** What one scan meant, with the bags and the bill it concerned as they were right after it. */
export interface Decision {
  readonly request: ScanRequest;
  readonly outcome: Outcome;
  /** True when the ledger had this scan already: nothing changed, and nothing is to record. */
  readonly isReplay: boolean;
  /** Whether this scan has registered the bag that its code names. */
  readonly isNew: boolean;
  /** The bag that the code names; null when it is not registered. */
  readonly bag: Bag | null;
  readonly parent: ParentBag | null;
  readonly bill: Bill | null;
  readonly otherParentCode: string | null;
  readonly otherBillCode: string | null;
}

/**
 * Decides a list of scans in their order: the one place of the rules of packing and billing
 * (product.md, "Rules"). Pure: the state that is passed stays as it is, the state after the last
 * scan is returned. It must hold, as far as they exist, the bags and bills that the scans name,
 * the parents that named children lie in, the bills of all these parents, and the recorded scans
 * of the same ids with the bags that those concerned.
 */
export function decide(
  before: State,
  requests: readonly ScanRequest[],
): { readonly decisions: Decision[]; readonly after: State } {
  const bags = new Map(before.bags);
  const bills = new Map(before.bills);
  const scans = new Map(before.scans);
  const state: State = { bags, bills, scans };
  const decisions = requests.map((request) => {
    const recorded = scans.get(request.id);
    if (recorded !== undefined) return answerAgain(state, request, recorded);
    const effect = effectOf(state, request);
    const { code } = request;
    const wasKnown = code.kind === 'malformed' || bags.has(code.code);
    for (const bag of effect.bags ?? []) bags.set(bag.code, bag);
    const isNew = !wasKnown && bags.has(code.code);
    for (const bill of effect.bills ?? []) bills.set(bill.code, bill);
    scans.set(request.id, recordOf(request, effect));
    return decisionOf(state, request, effect, { isReplay: false, isNew });
  });
  return { decisions, after: state };
}

/** The same scan again is answered as the first time; another one under its id is refused. */
function answerAgain(state: State, request: ScanRequest, recorded: RecordedScan): Decision {
  const isSame =
    recorded.userId === request.actor.userId &&
    recorded.action === request.action &&
    recorded.codeText === codeTextOf(request.code, request.raw) &&
    recorded.parentText === parentTextOf(request) &&
    recorded.billText === billTextOf(request);
  if (!isSame)
    return decisionOf(state, request, { outcome: 'id_reused' }, { isReplay: false, isNew: false });
  const { outcome, otherParentCode, otherBillCode } = recorded;
  if (!isOutcome(outcome)) throw new Error(`the ledger has the unknown outcome ${outcome}`);
  const effect: Effect = {
    outcome,
    ...(otherParentCode === null ? {} : { otherParentCode }),
    ...(otherBillCode === null ? {} : { otherBillCode }),
  };
  return decisionOf(state, request, effect, { isReplay: true, isNew: false });
}

function recordOf(request: ScanRequest, effect: Effect): RecordedScan {
  return {
    userId: request.actor.userId,
    action: request.action,
    outcome: effect.outcome,
    codeText: codeTextOf(request.code, request.raw),
    parentText: parentTextOf(request),
    billText: billTextOf(request),
    otherParentCode: effect.otherParentCode ?? null,
    otherBillCode: effect.otherBillCode ?? null,
  };
}

/** The first refusal that fits, in the contract's order, and else what the action does. */
function effectOf(state: State, request: ScanRequest): Effect {
  const { action, actor, code, parent, billCode } = request;
  if (!isAction(action)) return { outcome: 'malformed' };
  const needs = effects.NEEDS[action];
  if (!can(actor, needs.permission)) return { outcome: 'not_allowed' };
  const named = needs.parent === 'none' ? null : parent;
  if (request.fault !== null || code.kind === 'malformed') return { outcome: 'malformed' };
  if (named?.kind === 'malformed') return { outcome: 'malformed' };
  if (named === null && needs.parent === 'required') return { outcome: 'malformed' };
  if (needs.bill === 'required' && request.billRaw === null) return { outcome: 'malformed' };
  const bag = state.bags.get(code.code) ?? null;
  const into = named === null ? null : (state.bags.get(named.code) ?? null);
  const bill = billCode === null ? null : (state.bills.get(billCode) ?? null);
  if ((bag?.isVoid && action !== 'void') || into?.isVoid) return { outcome: 'void_bag' };
  if (needs.code !== 'either' && code.kind !== needs.code) return { outcome: 'wrong_kind' };
  if (named?.kind === 'child') return { outcome: 'wrong_kind' };
  if (needs.isKnown && bag === null) return { outcome: 'bag_unknown' };
  if (needs.bill === 'required' && bill === null) return { outcome: 'bill_unknown' };
  if ([bag, into].some((one) => one !== null && !mayTouchArea(actor, one.areaId))) {
    return { outcome: 'not_in_area' };
  }
  return act(action, { request, state }, { code, bag, named, into, bill });
}

interface Named {
  readonly code: ParentCode | ChildCode;
  readonly bag: Bag | null;
  readonly named: ParentCode | null;
  readonly into: Bag | null;
  readonly bill: Bill | null;
}

function act(action: Action, scan: ReadyScan, { code, bag, named, into, bill }: Named): Effect {
  const { areaId } = scan.request.actor;
  const child = bag?.kind === 'child' ? bag : null;
  const parent = bag?.kind === 'parent' ? bag : null;
  switch (action) {
    case 'open':
      return effects.open(expect(code, 'parent'), parent, areaId);
    case 'pack':
    case 'move': {
      if (named === null) throw new Error(`${action} without a parent was not refused`);
      const target = into?.kind === 'parent' ? into : effects.newParent(named, areaId);
      const packing = { ...scan, code: expect(code, 'child'), child, parent: target };
      return effects.pack(packing, action);
    }
    case 'unpack':
      return effects.unpack({ ...scan, code: expect(code, 'child'), child }, named?.code ?? null);
    case 'register':
      return effects.register(expect(code, 'child'), child, areaId);
    case 'seal':
      return effects.seal({ ...scan, parent: present(parent) });
    case 'reopen':
      return effects.reopen({ ...scan, parent: present(parent) });
    case 'bill':
      return effects.bill({ ...scan, parent: present(parent) }, present(bill));
    case 'unbill':
      return effects.unbill({ ...scan, parent: present(parent) }, present(bill));
    case 'void':
      return effects.voidBag(scan, present(bag));
  }
}

/** The refusals before have seen to the kind. */
function expect<K extends 'parent' | 'child'>(
  code: ParentCode | ChildCode,
  kind: K,
): Extract<ParentCode | ChildCode, { kind: K }> {
  if (!isOfKind(code, kind)) throw new Error(`${code.code} is no ${kind} and was not refused`);
  return code;
}

function isOfKind<K extends 'parent' | 'child'>(
  code: ParentCode | ChildCode,
  kind: K,
): code is Extract<ParentCode | ChildCode, { kind: K }> {
  return code.kind === kind;
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('what a scan needs is missing and was not refused');
  return value;
}

/** Which parent and bill the answer shows: the other one where the outcome speaks of that. */
function decisionOf(
  { bags, bills }: State,
  request: ScanRequest,
  effect: Effect,
  { isReplay, isNew }: Pick<Decision, 'isReplay' | 'isNew'>,
): Decision {
  const { outcome, otherParentCode = null, otherBillCode = null } = effect;
  const { code, parent: named, billCode } = request;
  const bag = code.kind === 'malformed' ? null : (bags.get(code.code) ?? null);
  const namedCode = named === null || named.kind === 'malformed' ? null : named.code;
  const isMove = outcome === 'moved' || outcome === 'moved_full';
  const shownCode = (isMove ? null : otherParentCode) ?? namedCode;
  const shown = shownCode === null ? bag : bags.get(shownCode);
  const parent = shown?.kind === 'parent' ? shown : null;
  const shownBill = otherBillCode ?? billCode ?? parent?.billCode ?? null;
  return {
    request,
    outcome,
    isReplay,
    isNew,
    bag,
    parent,
    bill: shownBill === null ? null : (bills.get(shownBill) ?? null),
    otherParentCode,
    otherBillCode,
  };
}
