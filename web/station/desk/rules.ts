import { parseBillCode } from '#domain/bill.ts';
import { type CodeRules, makeCodeRules, parseCode } from '#domain/code.ts';
import { toneOf } from '#domain/outcome.ts';
import type { Actor } from '#domain/permission.ts';
import { type Decision, decide } from '#domain/scan/decide.ts';
import { newParent } from '#domain/scan/effect.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import type { Bag, Bill, State } from '#domain/scan/state.ts';
import type { Intent, Knowledge, ScanRow, Site, Told } from '../../offline/rows.ts';

/** The server's own rules, over what this device knows. */
export interface Rules {
  readonly codes: CodeRules;
  readonly actor: Actor;
}

const GRAMS_PER_KG = 1_000;

export function rulesOf({ user, products, childPattern }: Site): Rules {
  const inGrams = products.map(({ unitWeightKg, expectedWeightKg, ...product }) => ({
    ...product,
    unitWeightG: Math.round(unitWeightKg * GRAMS_PER_KG),
    expectedWeightG: Math.round(expectedWeightKg * GRAMS_PER_KG),
  }));
  return {
    codes: makeCodeRules({ products: inGrams, childPattern }),
    // Which area a bag belongs to is known on the server alone, so areas are left to it.
    actor: { userId: user.id, role: user.role, areaId: null },
  };
}

/** What the rules decide on: what the server has said, and over it all scans that still wait. */
export function stateOf(knowledge: Knowledge, waiting: readonly ScanRow[], rules: Rules): State {
  let state = knownState(knowledge, rules);
  let undecided: ScanRequest[] = [];
  let named = new Set<string>();
  for (const { id, intent } of waiting) {
    const request = requestOf(id, intent, rules);
    const codes = codesTouched(request, state);
    // What is to be assumed of a bag depends on what earlier scans have made of it. All others are
    // decided together: each list that is decided is a copy of the whole state.
    if (withAssumed(state, request) !== state && codes.some((code) => named.has(code))) {
      state = decide(state, undecided).after;
      undecided = [];
      named = new Set();
    }
    state = withAssumed(state, request);
    undecided.push(request);
    for (const code of codes) named.add(code);
  }
  return decide(state, undecided).after;
}

/** What a scan can change: the bags it names, and the one its child is taken out of. */
function codesTouched({ code, parent }: ScanRequest, { bags }: State): string[] {
  const named = [code, parent].flatMap((one) =>
    one === null || one.kind === 'malformed' ? [] : [one.code],
  );
  const lies = code.kind === 'child' ? bags.get(code.code) : undefined;
  const from = lies?.kind === 'child' ? lies.parentCode : null;
  return from === null ? named : [...named, from];
}

/** Decides one scan at once, as far as the device can know. */
export function decideHere(
  before: State,
  id: string,
  intent: Intent,
  rules: Rules,
): { readonly decision: Decision; readonly after: State; readonly told: Told } {
  const request = requestOf(id, intent, rules);
  const { decisions, after } = decide(withAssumed(before, request), [request]);
  const [decision] = decisions;
  if (decision === undefined) throw new Error('a scan was not decided');
  return { decision, after, told: toldOf(decision, intent) };
}

function toldOf({ outcome, request: { code } }: Decision, { action }: Intent): Told {
  const told = { outcome, tone: toneOf(outcome, action) };
  return code.kind === 'malformed' ? { ...told, codeFault: code.fault } : told;
}

function requestOf(id: string, intent: Intent, { codes, actor }: Rules): ScanRequest {
  const { action, code: raw, parent = null, bill = null, reason = null } = intent;
  return {
    id,
    actor,
    action,
    raw,
    code: parseCode(raw, codes),
    parentRaw: parent,
    parent: parent === null ? null : parseCode(parent, codes),
    billRaw: bill,
    billCode: bill === null ? null : parseBillCode(bill),
    reason,
    scannedAt: null,
    station: null,
    fault: null,
  };
}

function knownState({ parents, bills }: Knowledge, { codes }: Rules): State {
  const bags = new Map<string, Bag>();
  for (const { code, childCount, capacity, isSealed, bill, children } of parents) {
    const parsed = parseCode(code, codes);
    if (parsed.kind !== 'parent') continue;
    const fresh = newParent(parsed, null);
    // A count that is older than a child that is known to be inside would go below zero.
    const count = Math.max(childCount, children.length);
    bags.set(code, { ...fresh, capacity, childCount: count, isSealed, billCode: bill });
    for (const child of children) bags.set(child, childIn(child, code));
  }
  const known = new Map<string, Bill>(bills.map((bill) => [bill.code, bill]));
  return { bags, bills: known, scans: new Map() };
}

function childIn(code: string, parentCode: string): Bag {
  const unread = { isVoid: false, areaId: null, lot: null, labelDate: null };
  return { kind: 'child', code, parentCode, ...unread };
}

/**
 * A parent that is billed, sealed or reopened, and a child that is taken out, are known to the
 * server even when this device has never seen them; and so is the bill.
 */
function withAssumed(state: State, request: ScanRequest): State {
  const { action, code, billCode, parent } = request;
  const isBilling = action === 'bill' || action === 'unbill';
  const bags = new Map<string, Bag>();
  if (code.kind === 'parent' && !state.bags.has(code.code) && action !== 'open') {
    const assumed = newParent(code, null);
    bags.set(code.code, action === 'unbill' ? { ...assumed, billCode } : assumed);
  }
  const isUnknown = code.kind === 'child' && !state.bags.has(code.code);
  if (isUnknown && action === 'unpack' && parent?.kind === 'parent') {
    const known = state.bags.get(parent.code);
    const inside = known?.kind === 'parent' ? known : newParent(parent, null);
    bags.set(parent.code, { ...inside, childCount: Math.max(1, inside.childCount) });
    bags.set(code.code, childIn(code.code, parent.code));
  }
  const isNewBill = isBilling && billCode !== null && !state.bills.has(billCode);
  if (bags.size === 0 && !isNewBill) return state;
  const bills = new Map(state.bills);
  if (isNewBill) bills.set(billCode, { code: billCode, ...ASSUMED_BILL });
  return { ...state, bags: new Map([...state.bags, ...bags]), bills };
}

const ASSUMED_BILL = { status: 'processing', target: 1_000, parentCount: 1 } as const;
