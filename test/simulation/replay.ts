import type { QueryResultRow } from 'pg';
import { type CodeRules, makeCodeRules, parseCode } from '#domain/code.ts';
import { isOutcome, toneOf } from '#domain/outcome.ts';
import type { Actor } from '#domain/permission.ts';
import type { Product } from '#domain/product.ts';
import { decide } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import type { Bill, State } from '#domain/scan/state.ts';
import type { Database } from '#server/db/database.ts';

/** One thing that must never happen, in words. */
export type Violation = string;

/**
 * Reads the ledger and decides it again from nothing: every accepted scan must be accepted alike,
 * and the bags and bills that come out of it must be those in the tables. Refused scans change
 * nothing and are left out: between two processes they answer to what was true a moment before.
 */
export async function replayLedger(db: Database): Promise<Violation[]> {
  const rules = makeCodeRules({ products: await readProducts(db), childPattern: null });
  const actors = await readActors(db);
  const ledger = await db.runText<LedgerRow>('select * from scan order by seq', []);
  const rows = ledger.filter(
    ({ action, outcome }) => isOutcome(outcome) && toneOf(outcome, action) === 'ok',
  );
  const requests = rows.map((row) => requestOf(row, rules, actors));
  const bills = await db.runText<BillRow>(
    'select code, status, target, parent_count from bill',
    [],
  );
  const fresh = bills.map(({ code, target }): [string, Bill] => [
    code,
    { code, target, status: 'new', parentCount: 0 },
  ]);
  const beginning: State = { bags: new Map(), bills: new Map(fresh), scans: new Map() };
  const { decisions, after } = decide(beginning, requests);
  const violations: Violation[] = [];
  for (const [at, { outcome, isReplay }] of decisions.entries()) {
    const row = rows[at];
    if (isReplay) violations.push(`scan ${row?.id} is in the ledger twice`);
    if (outcome !== row?.outcome) {
      violations.push(`scan ${row?.seq} is recorded as ${row?.outcome} and decided as ${outcome}`);
    }
  }
  return [...violations, ...(await compareBags(db, after)), ...compareBills(bills, after)];
}

interface LedgerRow extends QueryResultRow {
  seq: number;
  id: string;
  user_id: number;
  action: string;
  outcome: string;
  code: string | null;
  raw: string | null;
  parent_code: string | null;
  bill_code: string | null;
  reason: string | null;
}

interface BillRow extends QueryResultRow {
  code: string;
  status: Bill['status'];
  target: number;
  parent_count: number;
}

function readProducts(db: Database): Promise<Product[]> {
  return db.runText(
    `select id, name, pattern, capacity, unit_weight_g as "unitWeightG",
       expected_weight_g as "expectedWeightG" from product`,
    [],
  );
}

async function readActors(db: Database): Promise<Map<number, Actor>> {
  const rows = await db.runText<{ id: number; role: Actor['role']; area_id: number | null }>(
    'select id, role, area_id from app_user',
    [],
  );
  return new Map(rows.map(({ id, role, area_id }) => [id, { userId: id, role, areaId: area_id }]));
}

function requestOf(
  row: LedgerRow,
  rules: CodeRules,
  actors: ReadonlyMap<number, Actor>,
): ScanRequest {
  const actor = actors.get(row.user_id);
  if (actor === undefined) throw new Error(`scan ${row.seq} is nobody's`);
  const raw = row.raw ?? row.code ?? '';
  const { parent_code: parentRaw, bill_code: billRaw } = row;
  return {
    id: row.id,
    actor,
    action: row.action,
    raw,
    code: parseCode(raw, rules),
    parentRaw,
    parent: parentRaw === null ? null : parseCode(parentRaw, rules),
    billRaw,
    billCode: billRaw,
    reason: row.reason,
    scannedAt: null,
    station: null,
    fault: null,
  };
}

async function compareBags(db: Database, after: State): Promise<Violation[]> {
  const rows = await db.runText<Record<string, unknown>>(
    `select code, kind, is_void, area_id, child_count, is_sealed, parent_code, bill_code, lot,
       label_date, (select count(*) from bag inside where inside.parent_code = bag.code) as inside
     from bag order by code`,
    [],
  );
  const stored = rows.map(({ inside, ...row }) => JSON.stringify(row));
  const replayed = [...after.bags.values()]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((bag) => {
      const { code, kind, isVoid: is_void, areaId: area_id } = bag;
      const isParent = bag.kind === 'parent';
      return JSON.stringify({
        code,
        kind,
        is_void,
        area_id,
        child_count: isParent ? bag.childCount : null,
        is_sealed: isParent ? bag.isSealed : null,
        parent_code: isParent ? null : bag.parentCode,
        bill_code: isParent ? bag.billCode : null,
        lot: isParent ? null : bag.lot,
        label_date: isParent ? null : bag.labelDate,
      });
    });
  const miscounted = rows.filter(
    ({ kind, child_count, inside }) => kind === 'parent' && child_count !== inside,
  );
  return [
    ...miscounted.map(({ code }) => `${code} counts other children than lie in it`),
    ...differing('a bag', stored, replayed),
  ];
}

function compareBills(rows: readonly BillRow[], after: State): Violation[] {
  const show = (code: string, status: string, count: number) => `${code} ${status} ${count}`;
  const stored = rows.map((row) => show(row.code, row.status, row.parent_count)).sort();
  const replayed = [...after.bills.values()]
    .map(({ code, status, parentCount }) => show(code, status, parentCount))
    .sort();
  return differing('a bill', stored, replayed);
}

function differing(
  what: string,
  stored: readonly string[],
  replayed: readonly string[],
): Violation[] {
  const only = (these: readonly string[], those: readonly string[]) => {
    const known = new Set(those);
    return these.filter((one) => !known.has(one));
  };
  return [
    ...only(stored, replayed).map((one) => `${what} is stored, not replayed: ${one}`),
    ...only(replayed, stored).map((one) => `${what} is replayed, not stored: ${one}`),
  ];
}
