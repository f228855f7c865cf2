import type { ScanResult } from '#contract/scan.ts';
import { parentStatusOf, toneOf } from '#domain/outcome.ts';
import type { Decision } from '#domain/scan/decide.ts';
import { messageOf } from '#domain/scan/message.ts';
import type { Bill, ParentBag } from '#domain/scan/state.ts';

/** What the device is told about one scan, under the id as the device wrote it. */
export function resultOf(decision: Decision, id = decision.request.id): ScanResult {
  const { request, outcome, parent, bill } = decision;
  return {
    id,
    outcome,
    tone: toneOf(outcome, request.action),
    message: messageOf(decision),
    replayed: decision.isReplay,
    bag: bagOf(decision),
    parent: parent === null ? null : parentSummaryOf(parent),
    bill: bill === null ? null : billSummaryOf(bill),
  };
}

/** What the code names, also when it is not registered: then as its text told. */
function bagOf({ request, bag }: Decision): ScanResult['bag'] {
  const { code } = request;
  if (code.kind === 'malformed') return null;
  if (code.kind === 'parent') {
    return { code: code.code, kind: 'parent', lot: null, labelDate: null };
  }
  const { lot, labelDate } = bag?.kind === 'child' ? bag : code;
  return { code: code.code, kind: 'child', lot, labelDate };
}

function parentSummaryOf(parent: ParentBag): NonNullable<ScanResult['parent']> {
  return {
    code: parent.code,
    product: parent.product.name,
    childCount: parent.childCount,
    capacity: parent.capacity,
    status: parentStatusOf(parent),
    bill: parent.billCode,
  };
}

function billSummaryOf({ code, status, parentCount, target }: Bill): ScanResult['bill'] {
  return { code, status, parentCount, target };
}
