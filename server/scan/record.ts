import pg from 'pg';
import { type Decision, decide } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import type { AuditLog } from '../audit/audit.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Database, isRetryable, type Queryable } from '../db/database.ts';
import { CodedError } from '../http/problem.ts';
import { recordVoiding } from './audited.ts';
import { type Changes, changesOf } from './changes.ts';
import { load, UnknownProduct } from './load.ts';
import type { Memory } from './memory.ts';
import * as sql from './scan.sql.ts';

export interface RecordDeps {
  readonly db: Database;
  readonly catalogue: Catalogue;
  readonly audit: AuditLog;
  readonly timeZone: string;
  readonly memory: Memory;
}

/** Far more than rivals for one bag need; a batch that still fails is refused, not lost. */
const TRIES_MAX = 50;

/**
 * Records one batch: read, decide, write. All of it is durable when this returns. When somebody
 * else changed one of its rows between the reading and the writing, it is decided again.
 * @param writer the number of the row of totals that this caller alone counts in.
 * @throws {CodedError} `overloaded` when others are always faster.
 */
export async function recordBatch(
  deps: RecordDeps,
  writer: number,
  requests: readonly ScanRequest[],
): Promise<Decision[]> {
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    try {
      const decisions = await tryRecording(deps, writer, requests, tries === 1);
      if (decisions !== null) return decisions;
    } catch (error) {
      deps.memory.forget();
      if (error instanceof UnknownProduct) await deps.catalogue.refresh();
      else if (!isConflict(error)) throw error;
    }
  }
  throw new CodedError('overloaded', 'Too many people are scanning the same bags; send it again', {
    headers: { 'retry-after': '1' },
  });
}

/** Null when something has to be looked up that was assumed. */
async function tryRecording(
  deps: RecordDeps,
  writer: number,
  requests: readonly ScanRequest[],
  mayAssume: boolean,
): Promise<Decision[] | null> {
  const { db, catalogue, memory } = deps;
  const { productById } = catalogue.current;
  const loaded = await load(db, productById, requests, mayAssume ? { memory } : {});
  const { decisions, after } = decide(loaded.state, requests);
  if (loaded.assumed.size > 0 && decisions.some((one) => restsOn(loaded.assumed, one))) return null;
  const changes = changesOf(loaded, after, decisions);
  if (changes.reused.length > 0) await writeReused(db, changes.reused);
  if (changes.ledger.length > 0) {
    memory.keep(changes.bags, await write(deps, writer, changes));
  }
  memory.regain();
  return decisions;
}

const VERIFIED: ReadonlySet<string> = new Set(['packed', 'packed_full']);

/**
 * Whether a decision would stand on something that was assumed and that writing does not verify.
 * Packing changes the parent and registers the child, and fails where either is not as assumed;
 * a refusal changes nothing, and must not be told from memory.
 */
function restsOn(assumed: ReadonlySet<string>, { outcome, request }: Decision): boolean {
  return !VERIFIED.has(outcome) && codesOf(request).some((code) => assumed.has(code));
}

function codesOf({ code, parent }: ScanRequest): string[] {
  return [code, parent].flatMap((one) =>
    one === null || one.kind === 'malformed' ? [] : [one.code],
  );
}

/**
 * Only where something was voided, which is audited, or taken off a bill, which puts packets into
 * stock, a batch is more than its statement.
 * @returns the version that the written rows have now.
 */
function write(
  { db, audit, timeZone }: RecordDeps,
  writer: number,
  changes: Changes,
): Promise<string> {
  const { voided, unbilled } = changes;
  if (voided.length + unbilled.length === 0) return writeBatch(db, timeZone, writer, changes);
  return db.transaction(async (tx) => {
    const version = await writeBatch(tx, timeZone, writer, changes);
    if (unbilled.length > 0) await tx.run(sql.putIntoStock, [unbilled]);
    for (const decision of voided) await recordVoiding(audit, tx, decision);
    return version;
  });
}

async function writeBatch(
  db: Queryable,
  timeZone: string,
  writer: number,
  changes: Changes,
): Promise<string> {
  const { totals } = changes;
  const [written] = await db.run(sql.writeBatch, [
    ...sql.newBags.arraysOf(changes.newBags),
    ...sql.changedBags.arraysOf(changes.changedBags),
    ...sql.changedBills.arraysOf(changes.changedBills),
    ...sql.contentChanges.arraysOf(changes.contents),
    ...sql.ledgerEntries.arraysOf(changes.ledger),
    changes.changedBags.length + changes.changedBills.length,
    writer,
    timeZone,
    totals.scans,
    totals.parentBags,
    totals.childBags,
    totals.billsNew,
    totals.billsProcessing,
  ]);
  if (written === undefined) throw new Error('writing a batch gave no version');
  return written.version;
}

async function writeReused(
  db: Queryable,
  reused: ReturnType<typeof changesOf>['reused'],
): Promise<void> {
  await db.run(sql.writeReusedIds, sql.reusedIds.arraysOf(reused));
}

const UNIQUE_VIOLATION = '23505';

/** Somebody else changed a row first, or recorded a bag or scan first: deciding again helps. */
function isConflict(error: unknown): boolean {
  if (isRetryable(error)) return true;
  return error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION;
}
