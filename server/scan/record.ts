import pg from 'pg';
import { type Decision, decide } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import type { Bag, State } from '#domain/scan/state.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Database, isRetryable, type Queryable } from '../db/database.ts';
import { CodedError } from '../http/problem.ts';
import { changesOf } from './changes.ts';
import { type Loaded, load, UnknownProduct } from './load.ts';
import * as sql from './scan.sql.ts';

export interface RecordDeps {
  readonly db: Database;
  readonly catalogue: Catalogue;
  readonly timeZone: string;
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
      const { productById } = deps.catalogue.current;
      const isSuspicious = tries === 1 ? looksKnown : () => true;
      const loaded = await load(deps.db, productById, requests, isSuspicious);
      const { decisions, after } = decide(loaded.state, requests);
      await write(deps, writer, loaded, after, decisions);
      return decisions;
    } catch (error) {
      if (error instanceof UnknownProduct) await deps.catalogue.refresh();
      else if (!isConflict(error)) throw error;
    }
  }
  throw new CodedError('overloaded', 'Too many people are scanning the same bags; send it again', {
    headers: { 'retry-after': '1' },
  });
}

/**
 * Nearly every scan that was recorded before has registered its bag, or could not be read: the ids
 * of the others need no look. Where one is known all the same, writing fails on the primary key
 * and all ids are looked up before the batch is decided again.
 */
function looksKnown({ code }: ScanRequest, bags: ReadonlyMap<string, Bag>): boolean {
  return code.kind === 'malformed' || bags.has(code.code);
}

async function write(
  { db, timeZone }: RecordDeps,
  writer: number,
  loaded: Loaded,
  after: State,
  decisions: readonly Decision[],
): Promise<void> {
  const changes = changesOf(loaded, after, decisions);
  if (changes.reused.length > 0) await writeReused(db, changes.reused);
  if (changes.ledger.length === 0) return;
  const { totals } = changes;
  await db.run(sql.writeBatch, [
    ...sql.newBags.arraysOf(changes.newBags),
    ...sql.changedBags.arraysOf(changes.changedBags),
    ...sql.changedBills.arraysOf(changes.changedBills),
    ...sql.contentChanges.arraysOf(changes.contents),
    ...sql.ledgerEntries.arraysOf(changes.ledger),
    changes.changedBags.length,
    changes.changedBills.length,
    writer,
    timeZone,
    totals.scans,
    totals.parentBags,
    totals.childBags,
    totals.billsNew,
    totals.billsProcessing,
  ]);
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
