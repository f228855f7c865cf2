import { makeCodeRules, parseCode } from '../code.ts';
import type { Actor } from '../permission.ts';
import type { Product } from '../product.ts';
import { type Decision, decide } from './decide.ts';
import type { ScanRequest } from './request.ts';
import type { Bill, State } from './state.ts';

/** A small world for tests of the rules: parents of three, three bills, people of two areas. */

const MUSTARD: Product = {
  id: 1,
  name: 'Mustard',
  pattern: 'SB#####',
  capacity: 3,
  unitWeightG: 1_000,
  expectedWeightG: 3_000,
};
export const RULES = makeCodeRules({ products: [MUSTARD], childPattern: null });
export const ADMIN: Actor = { userId: 1, role: 'admin', areaId: null };
export const JAIPUR: Actor = { userId: 2, role: 'dispatcher', areaId: 3 };
export const HISAR: Actor = { userId: 3, role: 'dispatcher', areaId: 4 };
const BILL: Bill = { code: 'B-1', status: 'new', target: 2, parentCount: 0 };

export type Line = readonly [
  action: string,
  code: string,
  on?: string | undefined,
  actor?: Actor,
  reason?: string,
];

let ids = 0;

export function request([action, raw, on, actor = ADMIN, reason]: Line): ScanRequest {
  const isBilling = action === 'bill' || action === 'unbill';
  const parentRaw = isBilling ? null : (on ?? null);
  const billRaw = isBilling ? (on ?? null) : null;
  return {
    id: `id-${ids++}`,
    actor,
    action,
    raw,
    code: parseCode(raw, RULES),
    parentRaw,
    parent: parentRaw === null ? null : parseCode(parentRaw, RULES),
    billRaw,
    billCode: billRaw,
    reason: reason ?? null,
    scannedAt: null,
    station: null,
    fault: null,
  };
}

export const SEAL: Line = ['seal', 'SB00001', undefined, ADMIN, 'end of shift'];

export const EMPTY: State = {
  bags: new Map(),
  bills: new Map([
    ['B-1', BILL],
    ['B-2', { ...BILL, code: 'B-2', target: 1 }],
    ['B-3', { ...BILL, code: 'B-3', status: 'completed' }],
  ]),
  scans: new Map(),
};

/** Walks lines over a state in which nothing is registered. */
function walk(...lines: Line[]): Decision[] {
  return decide(EMPTY, lines.map(request)).decisions;
}

export function outcomes(...lines: Line[]): string[] {
  return walk(...lines).map(({ outcome }) => outcome);
}

export function last(...lines: Line[]): Decision {
  const decision = walk(...lines).at(-1);
  if (decision === undefined) throw new Error('no lines');
  return decision;
}

/** Completes a bill between two lists of scans, as a biller would. */
export function afterCompleting(billCode: string, first: Line[], then: Line[]): string[] {
  const { after } = decide(EMPTY, first.map(request));
  const bill = after.bills.get(billCode);
  if (bill === undefined) throw new Error(`no bill ${billCode}`);
  const bills = new Map(after.bills).set(billCode, { ...bill, status: 'completed' });
  return decide({ ...after, bills }, then.map(request)).decisions.map(({ outcome }) => outcome);
}

export const ONE: Line = ['pack', '0001', 'SB00001'];
