import { toneOf } from '#domain/outcome.ts';
import type { Decision } from '#domain/scan/decide.ts';
import type { Bag } from '#domain/scan/state.ts';

/** What has changed, gathered over a moment. Null stands for more than can be told one by one. */
export interface Changes {
  /** The area of each changed bag (0: of none) by its code. */
  bags: Map<string, number> | null;
  bills: Set<string> | null;
  imports: Set<string> | null;
  hasNewTotals: boolean;
  hasNewAlerts: boolean;
}

/** More than a page shows; who is told of so many reads all again anyway. */
const CODES_MAX = 100;
const NO_AREA = 0;

export function noChanges(): Changes {
  const none = { bags: new Map(), bills: new Set<string>(), imports: new Set<string>() };
  return { ...none, hasNewTotals: false, hasNewAlerts: false };
}

/** Scans that are sent again change nothing. */
export function isEmpty({ bags, bills, imports, hasNewTotals, hasNewAlerts }: Changes): boolean {
  return [bags, bills, imports].every((one) => one?.size === 0) && !hasNewTotals && !hasNewAlerts;
}

/** All that can change: what is told when nobody knows what has. */
export const ANYTHING: Changes = {
  bags: null,
  bills: null,
  imports: null,
  hasNewTotals: true,
  hasNewAlerts: true,
};

/** Adds what a batch of scans has changed. Called for each batch, it does next to nothing. */
export function addScans(changes: Changes, decisions: readonly Decision[]): void {
  for (const decision of decisions) {
    const { request, outcome, isReplay, bag, parent, bill } = decision;
    if (isReplay || outcome === 'id_reused') continue;
    changes.hasNewTotals = true;
    if (toneOf(outcome, request.action) !== 'ok') continue;
    addBag(changes, bag);
    addBag(changes, parent);
    // A child that was moved left another parent, in whose area it was.
    if (decision.otherParentCode !== null) {
      addCode(changes, decision.otherParentCode, bag?.areaId ?? NO_AREA);
    }
    for (const code of [bill?.code, parent?.billCode, decision.otherBillCode]) {
      if (code != null) addBill(changes, code);
    }
  }
}

export function addBill(changes: Changes, code: string): void {
  if (changes.bills === null) return;
  changes.bills.add(code);
  if (changes.bills.size > CODES_MAX) changes.bills = null;
}

function addBag(changes: Changes, bag: Bag | null): void {
  if (bag !== null) addCode(changes, bag.code, bag.areaId ?? NO_AREA);
}

function addCode(changes: Changes, code: string, areaId: number): void {
  if (changes.bags === null) return;
  changes.bags.set(code, areaId);
  if (changes.bags.size > CODES_MAX) changes.bags = null;
}

/** Under PostgreSQL's limit for a notice, which is 8,000. */
const TEXT_BYTES_MAX = 7_500;

/** As text for other processes. */
export function writeChanges({ bags, bills, imports, ...others }: Changes): string {
  const lists = [bags, bills, imports].map((one) => (one === null ? null : [...one]));
  const flags = [others.hasNewTotals, others.hasNewAlerts];
  const text = JSON.stringify([...lists, ...flags]);
  if (Buffer.byteLength(text) <= TEXT_BYTES_MAX) return text;
  return JSON.stringify([null, null, null, ...flags]);
}

/** @returns anything for a text of a version that says it otherwise. */
export function readChanges(text: string): Changes {
  const [bags, bills, imports, hasNewTotals, hasNewAlerts]: unknown[] = JSON.parse(text);
  return {
    bags: Array.isArray(bags) ? new Map(bags) : null,
    bills: Array.isArray(bills) ? new Set(bills) : null,
    imports: Array.isArray(imports) ? new Set(imports) : null,
    hasNewTotals: hasNewTotals === true,
    hasNewAlerts: hasNewAlerts === true,
  };
}
