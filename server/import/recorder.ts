import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision } from '#domain/scan/decide.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import { type AddedBill, type AddedBillFate, addBills } from '../bill/bill.ts';
import { CodedError } from '../http/problem.ts';
import type { RowFate } from './fate.ts';
import { findFates, rowFates, storeFates } from './import.sql.ts';
import { findRegistering } from './work.sql.ts';
import type { Work } from './work.ts';

/** What makes the rows of an import true; that of a dry run only says what would become of them. */
export interface Recorder {
  /** @returns for each scan its decision, and whether it has registered its bag. */
  recordScans(requests: readonly ScanRequest[]): Promise<Recorded[]>;
  /**
   * Makes bills. @param tell says what a row's fate is once it is known what became of its bill.
   */
  recordBills(bills: readonly BillRow[], tell: TellBill): Promise<RowFate[]>;
}

export interface Recorded {
  readonly decision: Decision;
  readonly isNew: boolean;
}

export interface BillRow extends AddedBill {
  readonly at: number;
}

export type TellBill = (bill: BillRow, fate: AddedBillFate) => RowFate;

const OVERLOADED_WAIT_MS = 200;

/** Records through the same door as everybody's scans. */
export function makeRecorder(work: Work): Recorder {
  const { deps, record } = work;
  return {
    recordScans: async (requests) => {
      const decisions = await recordPatiently(work, requests);
      const registering = await findRegisteringOf(work, decisions);
      return decisions.map((decision) => ({
        decision,
        isNew: decision.isNew || registering.has(decision.request.id),
      }));
    },
    recordBills: async (bills, tell) => {
      const by = { person: work.actor, ip: null };
      const stored: RowFate[] = [];
      const places = bills.map(({ at }) => at);
      // After a crash some may be made already: they were stored together with their fate.
      const known = await deps.db.run(findFates, [record.no, places]);
      const left = bills.filter(({ at }) => !known.some((row) => row.at === at));
      if (left.length === 0) return stored;
      await addBills(deps, by, left, async (tx, fates) => {
        const told = new Set<string>();
        const rows = left.map((bill) => {
          const fate = fates.get(bill.code) ?? 'known';
          // Named twice: the second time it is known.
          const isAgain = told.has(bill.code);
          told.add(bill.code);
          return tell(bill, isAgain && fate === 'made' ? 'known' : fate);
        });
        const { no, dry_run_no } = record;
        await tx.run(storeFates, [...rowFates.arraysOf(rows), no, dry_run_no, null]);
        stored.push(...rows);
      });
      return stored;
    },
  };
}

async function recordPatiently(
  { deps, stopping }: Work,
  requests: readonly ScanRequest[],
): Promise<Decision[]> {
  for (;;) {
    try {
      return await deps.scans.record(requests);
    } catch (error) {
      const isFull = error instanceof CodedError && error.code === 'overloaded';
      if (!isFull || stopping.aborted) throw error;
      await sleep(OVERLOADED_WAIT_MS);
    }
  }
}

const REGISTERING = ['registered', 'packed', 'packed_full'];

/**
 * Rows that were done before a crash are answered again, without saying whether their bag was new:
 * the ledger knows. @returns the ids of the scans that registered their bag.
 */
async function findRegisteringOf(
  { deps }: Work,
  decisions: readonly Decision[],
): Promise<ReadonlySet<string>> {
  const codes = decisions.flatMap(({ isReplay, outcome, bag }) =>
    isReplay && bag !== null && REGISTERING.includes(outcome) ? [bag.code] : [],
  );
  if (codes.length === 0) return new Set();
  const rows = await deps.db.run(findRegistering, [codes, REGISTERING]);
  return new Set(rows.map(({ id }) => id));
}
