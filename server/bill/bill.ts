import type { AuditAction } from '#contract/audit.ts';
import type { BillEdit, NewBill } from '#contract/bill.ts';
import type { WebhookEvent } from '#contract/webhook.ts';
import { BILL_CODE_RULE, BILL_TARGET_DEFAULT, parseBillCode } from '#domain/bill.ts';
import type { By, OnBehalf } from '../audit/audit.ts';
import { diffOf } from '../audit/diff.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import { recordEvent } from '../webhook/event.ts';
import { billOf } from './answer.ts';
import * as sql from './bill.sql.ts';

/** @param rawCode in any case. @throws {CodedError} bill_unknown */
export async function getBill({ db }: Deps, rawCode: string): Promise<sql.ShownBillRow> {
  return readBill(db, normalCodeOf(rawCode));
}

/** A bill and its weights, without its parents. @param code in its normal form. */
export async function findListedBill(
  { db }: Deps,
  code: string,
): Promise<sql.ListedBillRow | null> {
  const [bill] = await db.run(sql.findListedBill, [code]);
  return bill ?? null;
}

/** @throws {CodedError} not_possible for a text that is no bill's code; bill_exists */
export async function createBill(deps: Deps, by: By, input: NewBill): Promise<sql.ShownBillRow> {
  const code = parseBillCode(input.code);
  if (code === null) throw impossibleCode();
  const fields = fieldsOf({ ...NO_FIELDS, target: BILL_TARGET_DEFAULT }, input);
  return change(deps, code, async (tx) => {
    await tx.run(sql.insertBill, [code, ...valuesOf(fields), by.person.userId]);
    // Asked after inserting: then whoever deletes a bill of this code at this moment has finished.
    const [retired] = await tx.run(sql.findRetiredCode, [code]);
    if (retired !== undefined) {
      throw new CodedError('bill_exists', 'A bill had this code and was deleted: take another');
    }
    await count(deps, tx, { new: 1 });
    await audit(deps, tx, by, code, 'bill.create', { after: fields });
    return readBill(tx, code);
  });
}

/** A bill to be made by `addBills`; its code is in the normal form. */
export interface AddedBill {
  readonly code: string;
  readonly input: Omit<NewBill, 'code'>;
}

/**
 * Makes those bills whose codes are free, all in one transaction.
 * @param alongside is done in the same transaction, and hears what became of each code.
 * @throws {CodedError} bill_exists when somebody else was faster: then the whole may be repeated
 */
export async function addBills(
  deps: Deps,
  by: OnBehalf,
  bills: readonly AddedBill[],
  alongside: (tx: Transaction, fates: ReadonlyMap<string, AddedBillFate>) => Promise<void>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const fates = await findBillFates(tx, bills);
    const made = bills.filter(({ code }, at) => {
      const isFirst = bills.findIndex((bill) => bill.code === code) === at;
      return isFirst && !fates.has(code);
    });
    for (const { code, input } of made) {
      const fields = fieldsOf({ ...NO_FIELDS, target: BILL_TARGET_DEFAULT }, input);
      await tx.run(sql.insertBill, [code, ...valuesOf(fields), by.person.userId]);
      await audit(deps, tx, by, code, 'bill.create', { after: fields });
    }
    if (made.length > 0) await count(deps, tx, { new: made.length });
    await alongside(tx, new Map([...fates, ...made.map(({ code }) => [code, 'made'] as const)]));
  });
}

/** `retired`: a bill had the code and was deleted. */
export type AddedBillFate = 'made' | 'known' | 'retired';

/** What keeps codes from being new bills; those that are free are not in it. */
export async function findBillFates(
  db: Queryable,
  bills: readonly Pick<AddedBill, 'code'>[],
): Promise<Map<string, AddedBillFate>> {
  const rows = await db.run(sql.findTakenCodes, [bills.map(({ code }) => code)]);
  return new Map(rows.map((row) => [row.code, row.is_retired ? 'retired' : 'known']));
}

/**
 * Changes what `edit` names; null or a blank text clears a field.
 * @throws {CodedError} bill_unknown, etag_mismatch, bill_locked; not_possible for a target below
 *   the parents on the bill
 */
export async function editBill(
  deps: Deps,
  by: By,
  rawCode: string,
  edit: BillEdit,
  expectVersion: (version: number) => void,
): Promise<sql.ShownBillRow> {
  const code = normalCodeOf(rawCode);
  return change(deps, code, async (tx) => {
    const bill = await lockBill(tx, code);
    expectVersion(bill.version);
    if (bill.status === 'completed') throw locked('Reopen the bill to change it');
    const { target, dealer, destination, vehicle, description } = bill;
    const before = { target, dealer, destination, vehicle, description };
    const after = fieldsOf(before, edit);
    const states = diffOf(before, after);
    if (states !== null) {
      await tx.run(sql.updateBill, [code, ...valuesOf(after)]);
      await audit(deps, tx, by, code, 'bill.change', states);
    }
    return readBill(tx, code);
  });
}

/**
 * Locks a bill and all that is on it. No scan slips in between: a batch that was decided on the
 * bill as it was finds another version of it and is decided again.
 * @throws {CodedError} bill_unknown, bill_empty, below_target without a reason; bill_locked when it
 *   is completed already
 */
export async function completeBill(
  deps: Deps,
  by: By,
  rawCode: string,
  reason: string | undefined,
): Promise<sql.ShownBillRow> {
  const code = normalCodeOf(rawCode);
  return change(deps, code, async (tx) => {
    const { status, parentCount, target } = await lockBill(tx, code);
    if (status === 'completed') throw locked('The bill is completed already');
    if (parentCount === 0) throw new CodedError('bill_empty', 'Nothing is on the bill');
    const why = storedTextOf(reason);
    if (parentCount < target && why === null) {
      const detail = `${parentCount} of ${target} parents are on the bill: say why that is enough`;
      throw new CodedError('below_target', detail);
    }
    await tx.run(sql.updateCompletion, [code, true]);
    await count(deps, tx, { processing: -1, completed: 1 });
    await audit(deps, tx, by, code, 'bill.complete', {
      after: { reason: why, parentCount, target },
    });
    return tell(deps, tx, 'bill.completed', await readBill(tx, code));
  });
}

/** @throws {CodedError} bill_unknown, bill_not_completed */
export async function reopenBill(
  deps: Deps,
  by: By,
  rawCode: string,
  reason: string,
): Promise<sql.ShownBillRow> {
  const code = normalCodeOf(rawCode);
  return change(deps, code, async (tx) => {
    const { status } = await lockBill(tx, code);
    if (status !== 'completed') {
      throw new CodedError('bill_not_completed', 'Only a completed bill can be reopened');
    }
    await tx.run(sql.updateCompletion, [code, false]);
    await count(deps, tx, { processing: 1, completed: -1 });
    const after = { reason: storedTextOf(reason) };
    await audit(deps, tx, by, code, 'bill.reopen', { after });
    return tell(deps, tx, 'bill.reopened', await readBill(tx, code));
  });
}

/**
 * Deletes an empty bill; its code is never used again.
 * @throws {CodedError} bill_unknown, bill_not_empty
 */
export async function deleteBill(deps: Deps, by: By, rawCode: string): Promise<void> {
  const code = normalCodeOf(rawCode);
  await change(deps, code, async (tx) => {
    const bill = await lockBill(tx, code);
    if (bill.parentCount > 0) {
      throw new CodedError('bill_not_empty', `${bill.parentCount} parents are on the bill`);
    }
    await tx.run(sql.deleteBill, [code]);
    await tx.run(sql.insertRetiredCode, [code, by.person.userId]);
    await count(deps, tx, { new: -1 });
    await audit(deps, tx, by, code, 'bill.delete', { before: bill });
  });
}

/** For webhooks: the bill as it is once this is committed. */
async function tell(
  { catalogue }: Deps,
  tx: Transaction,
  type: WebhookEvent,
  bill: sql.ShownBillRow,
): Promise<sql.ShownBillRow> {
  await recordEvent(tx, type, billOf(bill, catalogue.current.usernameById));
  return bill;
}

/** Those who look on are told once it is committed. */
async function change<T>(
  { db, live }: Deps,
  code: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const result = await db.transaction(work);
  live.tellBill(code);
  return result;
}

/** What people fill in. */
type Fields = Pick<sql.BillRow, 'target' | 'dealer' | 'destination' | 'vehicle' | 'description'>;

const NO_FIELDS = { dealer: null, destination: null, vehicle: null, description: null };

function fieldsOf(before: Fields, edit: BillEdit): Fields {
  const text = (name: keyof typeof NO_FIELDS) =>
    edit[name] === undefined ? before[name] : storedTextOf(edit[name]);
  return {
    target: edit.target ?? before.target,
    dealer: text('dealer'),
    destination: text('destination'),
    vehicle: text('vehicle'),
    description: text('description'),
  };
}

/** In the order of the statements' parameters. */
function valuesOf({ target, dealer, destination, vehicle, description }: Fields): unknown[] {
  return [target, dealer, destination, vehicle, description];
}

/** A blank text is none. */
function storedTextOf(text: string | null | undefined): string | null {
  return text?.trim().toWellFormed() || null;
}

async function readBill(db: Queryable, code: string): Promise<sql.ShownBillRow> {
  const [bill] = await db.run(sql.findBill, [code]);
  if (bill === undefined) throw unknownBill();
  return bill;
}

async function lockBill(tx: Transaction, code: string): Promise<sql.BillRow> {
  const [bill] = await tx.run(sql.lockBill, [code]);
  if (bill === undefined) throw unknownBill();
  return bill;
}

function normalCodeOf(rawCode: string): string {
  const code = parseBillCode(rawCode);
  if (code === null) throw unknownBill();
  return code;
}

/** Writers with small numbers are the lanes in which scans are recorded. */
const BILL_WRITER = 32_000;

async function count(
  { config }: Deps,
  tx: Transaction,
  by: { readonly new?: number; readonly processing?: number; readonly completed?: number },
): Promise<void> {
  const changes = [by.new ?? 0, by.processing ?? 0, by.completed ?? 0];
  await tx.run(sql.countBills, [BILL_WRITER, config.timeZone, ...changes]);
}

async function audit(
  deps: Deps,
  tx: Transaction,
  { person, ip }: OnBehalf,
  code: string,
  action: AuditAction,
  states: { readonly before?: object; readonly after?: object },
): Promise<void> {
  const entry = { actor: person.username, action, subject: `bill:${code}`, ...states, ip };
  await deps.audit.record(tx, entry);
}

function unknownBill(): CodedError {
  return new CodedError('bill_unknown', 'There is no bill with this code');
}

function locked(detail: string): CodedError {
  return new CodedError('bill_locked', detail);
}

function impossibleCode(): CodedError {
  const errors = [{ pointer: '/code', detail: BILL_CODE_RULE }];
  return new CodedError('not_possible', `/code ${BILL_CODE_RULE}`, { errors });
}
