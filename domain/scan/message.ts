import { isAction, type Refusal } from '../outcome.ts';
import { mayTouchArea } from '../permission.ts';
import type { Decision } from './decide.ts';
import { NEEDS } from './effect.ts';
import type { Bag, ParentBag } from './state.ts';

/** The sentence a worker reads, in English; the web app says it in the worker's language. */
export function messageOf(decision: Decision): string {
  const { request, outcome, parent, bill } = decision;
  const { code } = request;
  const it = code.kind === 'malformed' ? 'It' : code.code;
  const there = parent?.code ?? 'the parent bag';
  const onto = bill?.code ?? request.billRaw ?? 'the bill';
  switch (outcome) {
    case 'opened':
      return `${it} opened (${fillOf(parent)})`;
    case 'ready':
      return code.kind === 'child' ? `${it} is known` : `${it} is ready (${fillOf(parent)})`;
    case 'packed':
      return `${it} packed (${fillOf(parent)})`;
    case 'packed_full':
      return `${it} packed, ${there} is full (${fillOf(parent)})`;
    case 'moved':
      return `${it} moved from ${decision.otherParentCode} to ${there} (${fillOf(parent)})`;
    case 'moved_full':
      return `${it} moved from ${decision.otherParentCode}, ${there} is full (${fillOf(parent)})`;
    case 'unpacked':
      return `${it} taken out of ${there} (${fillOf(parent)})`;
    case 'sealed':
      return `${it} sealed part-full (${fillOf(parent)})`;
    case 'reopened':
      return `${it} reopened (${fillOf(parent)})`;
    case 'registered':
      return `${it} registered`;
    case 'voided':
      return `${it} voided`;
    case 'billed':
      return `${it} on ${onto} (${bill?.parentCount}/${bill?.target})`;
    case 'billed_target':
      return `${it} on ${onto}, the target is reached (${bill?.parentCount}/${bill?.target})`;
    case 'unbilled':
      return `${it} taken off ${onto} (${bill?.parentCount}/${bill?.target})`;
    case 'already_here':
      return `${it} is already in ${there} (${fillOf(parent)})`;
    case 'not_packed':
      return `${it} is in no parent bag`;
    case 'already_sealed':
      return `${it} is already ${parent?.isSealed ? 'sealed' : 'full'} (${fillOf(parent)})`;
    case 'already_void':
      return `${it} is already void`;
    case 'already_on_bill':
      return `${it} is already on ${onto}`;
    case 'not_on_bill':
      return `${it} is not on ${onto}`;
    default:
      return refusalOf(decision, outcome, { it, there, onto });
  }
}

interface Words {
  readonly it: string;
  readonly there: string;
  readonly onto: string;
}

function refusalOf(decision: Decision, outcome: Refusal, { it, there, onto }: Words): string {
  switch (outcome) {
    case 'malformed':
      return `Not accepted: ${whyMalformed(decision)}`;
    case 'not_allowed':
      return `Your role may not ${decision.request.action} a bag`;
    case 'void_bag':
      return `${decision.bag?.isVoid ? it : there} is void`;
    case 'wrong_kind': {
      const wrong = wrongKindOf(decision);
      return `${wrong.code} is a ${wrong.kind} bag: that is the wrong kind here`;
    }
    case 'bag_unknown':
      return `${it} is not known`;
    case 'bill_unknown':
      return `There is no bill ${onto}`;
    case 'not_in_area':
      return `${isOfAnotherArea(decision.bag, decision) ? it : there} belongs to another area`;
    case 'bill_locked':
      return `The bill ${onto} is completed: nothing on it can be changed`;
    case 'in_other_parent':
      return `${it} is in ${there}`;
    case 'on_other_bill':
      return `${it} is on the bill ${onto}`;
    case 'parent_sealed':
      return `${there} is sealed (${fillOf(decision.parent)})`;
    case 'parent_full':
      return `${there} is full (${fillOf(decision.parent)})`;
    case 'bill_full':
      return `The bill ${onto} has its target of ${decision.bill?.target} already`;
    case 'parent_empty':
      return `${it} is empty: there is nothing to seal`;
    case 'reason_needed':
      return `Sealing ${it} part-full (${fillOf(decision.parent)}) needs a reason`;
    case 'in_use':
      return `${it} is in use: only a loose packet or an empty parent on no bill can be voided`;
    case 'id_reused':
      return 'The id of this scan belongs to another scan';
  }
}

/** What was scanned, unless that is as it should be: then the parent that it was to go into. */
function wrongKindOf({ request: { action, code, parent } }: Decision) {
  const wanted = isAction(action) ? NEEDS[action].code : 'either';
  const isRight = wanted === 'either' || wanted === code.kind;
  const wrong = isRight && parent?.kind === 'child' ? parent : code;
  return wrong.kind === 'malformed' ? { code: 'It', kind: 'malformed' } : wrong;
}

function isOfAnotherArea(bag: Bag | null, { request }: Decision): boolean {
  return bag !== null && !mayTouchArea(request.actor, bag.areaId);
}

function whyMalformed({ request }: Decision): string {
  const { action, code, parent, billRaw, fault } = request;
  if (fault !== null) return fault;
  if (code.kind === 'malformed') return code.why;
  if (parent?.kind === 'malformed') return `the parent is ${parent.why}`;
  const isBilling = isAction(action) && NEEDS[action].bill === 'required';
  return isBilling && billRaw === null ? 'the bill is missing' : 'the parent is missing';
}

function fillOf(parent: ParentBag | null): string {
  return parent === null ? 'empty' : `${parent.childCount}/${parent.capacity}`;
}
