import { randomUUIDv7 } from 'node:crypto';
import type { BillScan, ChildScan, Health, ParentScan } from '#contract/legacy.ts';
import type { ScanInput } from '#contract/scan.ts';
import type { Outcome } from '#domain/outcome.ts';
import type { Actor } from '#domain/permission.ts';
import type { Decision } from '#domain/scan/decide.ts';
import { messageOf } from '#domain/scan/message.ts';
import { codeTextOf, type Sender } from '#domain/scan/request.ts';
import { weightsOf } from '#domain/weight.ts';
import { findListedBill } from '../bill/bill.ts';
import type { Deps } from '../deps.ts';
import { recordRefusals } from '../scan/audited.ts';
import { parseScan } from '../scan/parse.ts';
import { errorTypeOf } from './error-type.ts';
import { askDatabase } from './legacy.sql.ts';

/** The original system's scans, as ours: each is one scan with an id made here. */

type Text = unknown;
type Answer<T> = Omit<T, 'time_ms'>;

interface Caller {
  readonly person: Actor;
  readonly sender: Sender;
}

/** `isNoCode`: a text was not the kind of code that belongs there; the original answered 400. */
interface MaybeNoCode {
  readonly isNoCode: boolean;
}

export async function scanParent(
  deps: Deps,
  caller: Caller,
  qrCode: Text,
): Promise<Answer<ParentScan> & MaybeNoCode> {
  const decision = await record(deps, caller, { action: 'open', code: qrCode });
  const { request, outcome, parent } = decision;
  return {
    success: errorTypeOf(outcome) === null,
    message: messageOf(decision),
    parent_qr: codeTextOf(request.code, request.raw),
    existing: outcome === 'ready',
    child_count: parent?.childCount ?? 0,
    isNoCode: isNoCode(outcome),
  };
}

export async function scanChild(
  deps: Deps,
  caller: Caller,
  qrCode: Text,
  parentQr: Text,
): Promise<Answer<ChildScan> & MaybeNoCode> {
  const decision = await record(deps, caller, { action: 'pack', code: qrCode, parent: parentQr });
  const { request, outcome, parent } = decision;
  const isMissing = isBlank(qrCode) || isBlank(parentQr);
  const error_type = isMissing ? 'missing_data' : errorTypeOf(outcome);
  return {
    success: error_type === null,
    message: messageOf(decision),
    child_qr: codeTextOf(request.code, request.raw),
    parent_qr: parent?.code ?? request.parentRaw ?? '',
    child_count: parent?.childCount ?? 0,
    completed: parent !== null && parent.childCount === parent.capacity,
    error_type,
    isNoCode: isNoCode(outcome),
  };
}

export async function scanOntoBill(
  deps: Deps,
  caller: Caller,
  billId: Text,
  qrCode: Text,
): Promise<Answer<BillScan>> {
  const decision = await record(deps, caller, { action: 'bill', code: qrCode, bill: billId });
  const { request, outcome, parent } = decision;
  const isMissing = isBlank(qrCode) || isBlank(billId);
  const error_type = isMissing ? 'missing_data' : errorTypeOf(outcome);
  // The bill that was asked for, also where the parent turned out to be on another one.
  const bill = request.billCode === null ? null : await findListedBill(deps, request.billCode);
  const { expectedWeightKg, actualWeightKg } = weightsOf(bill?.contents ?? []);
  const linked_count = bill?.parentCount ?? 0;
  const expected_count = bill?.target ?? 0;
  return {
    success: error_type === null,
    message: messageOf(decision),
    bag_qr: codeTextOf(request.code, request.raw),
    linked_count,
    expected_count,
    child_count: parent?.childCount ?? 0,
    actual_weight: actualWeightKg,
    expected_weight: expectedWeightKg,
    is_at_capacity: bill !== null && linked_count >= expected_count,
    remaining_capacity: expected_count - linked_count,
    bill_status: bill?.status ?? null,
    error_type,
  };
}

/** @returns with `database` only when it was asked for: it takes a round trip. */
export async function checkHealth({ db }: Deps, hasDatabase: boolean): Promise<Health> {
  const timestamp = new Date().toISOString();
  if (!hasDatabase) return { status: 'healthy', timestamp };
  const startedAt = performance.now();
  const connected = await db.run(askDatabase).then(
    () => true,
    () => false,
  );
  const query_time_ms = connected ? millisecondsSince(startedAt) : null;
  const status = connected ? 'healthy' : 'unhealthy';
  return { status, timestamp, database: { connected, query_time_ms } };
}

/** To a hundredth. */
export function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}

async function record(
  { scans, catalogue, audit }: Deps,
  { person, sender }: Caller,
  scan: Omit<ScanInput, 'id'>,
): Promise<Decision> {
  const input = { ...scan, id: randomUUIDv7() };
  const request = parseScan(input, person, catalogue.current.codes, sender);
  const [decision] = await scans.record([request]);
  if (decision === undefined) throw new Error('a scan has a decision');
  recordRefusals(audit, [decision]);
  return decision;
}

function isNoCode(outcome: Outcome): boolean {
  return outcome === 'malformed' || outcome === 'wrong_kind';
}

function isBlank(text: Text): boolean {
  return text === undefined || text === null || (typeof text === 'string' && text.trim() === '');
}
