import type { Refusal } from '../outcome.ts';
import type { Decision } from './decide.ts';
import type { ParentBag } from './state.ts';

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
  const { code } = decision.request;
  switch (outcome) {
    case 'malformed':
      return `Not accepted: ${whyMalformed(decision)}`;
    case 'not_allowed':
      return `Your role may not ${decision.request.action} a bag`;
    case 'void_bag':
      return `${decision.bag?.isVoid ? it : there} is void`;
    case 'wrong_kind':
      return `${it} is a ${code.kind} bag: that is the wrong kind here`;
    case 'bag_unknown':
      return `${it} is not known`;
    case 'bill_unknown':
      return `There is no bill ${onto}`;
    case 'not_in_area':
      return `${it} belongs to another area`;
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

function whyMalformed({ request }: Decision): string {
  const { action, code, parent, parentRaw, fault } = request;
  if (fault !== null) return fault;
  if (code.kind === 'malformed') return code.why;
  if (parent?.kind === 'malformed') return `the parent is ${parent.why}`;
  return `${action} needs a ${parentRaw === null && action !== 'bill' ? 'parent' : 'bill'}`;
}

function fillOf(parent: ParentBag | null): string {
  return parent === null ? 'empty' : `${parent.childCount}/${parent.capacity}`;
}
