import type { ScanResult } from '#contract/scan.ts';
import type { Role } from '#domain/permission.ts';
import type { Desk, Intent, Knowledge, ScanRow, Site } from '../../offline/rows.ts';
import { emptyDesk, emptyKnowledge } from '../../offline/store.ts';
import { rulesOf } from './rules.ts';

const USER_ID = 7;

export function siteOf(role: Role = 'admin'): Site {
  const mustard = { id: 1, name: 'Mustard', pattern: 'SB#####', capacity: 30 };
  const moong = { id: 2, name: 'Moong', pattern: 'M444-#####', capacity: 2 };
  return {
    user: { id: USER_ID, username: 'ravi', role, area: null },
    products: [
      { ...mustard, unitWeightKg: 1, expectedWeightKg: 30 },
      { ...moong, unitWeightKg: 0.5, expectedWeightKg: 1 },
    ],
    childPattern: null,
  };
}

export const RULES = rulesOf(siteOf());
export const DESK: Desk = emptyDesk(USER_ID);
export const NOTHING_KNOWN: Knowledge = emptyKnowledge(USER_ID);

let rows = 0;

/** A scan that waits, told as packed. */
export function rowOf(intent: Intent, more: Partial<ScanRow> = {}): ScanRow {
  rows += 1;
  return {
    userId: USER_ID,
    seq: rows,
    id: `0199a9a0-0000-7000-8000-${String(rows).padStart(12, '0')}`,
    intent,
    scannedAt: '2026-11-23T10:15:00.000Z',
    station: null,
    state: 'waiting',
    told: { outcome: 'packed', tone: 'ok' },
    fill: null,
    shown: { bag: intent.code, parent: intent.parent ?? null, bill: intent.bill ?? null },
    undoes: null,
    from: null,
    result: null,
    fault: null,
    ...more,
  };
}

export const pack = (code: string, parent: string): Intent => ({ action: 'pack', code, parent });

type Parent = NonNullable<ScanResult['parent']>;

/** The server's answer about a child. */
export function resultOf(
  outcome: ScanResult['outcome'],
  code: string,
  parent: Partial<Parent> & { readonly code: string },
): ScanResult {
  const known = { product: 'Mustard', childCount: 1, capacity: 30, status: 'open', bill: null };
  return {
    id: '',
    outcome,
    tone: outcome === 'in_other_parent' ? 'error' : 'ok',
    message: '',
    replayed: false,
    bag: { code, kind: 'child', lot: null, labelDate: null },
    parent: { ...known, status: 'open', ...parent },
    bill: null,
  };
}
