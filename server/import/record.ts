import { parseBillCode } from '#domain/bill.ts';
import { type CodeRules, parseCode } from '#domain/code.ts';
import type { AddedBillFate } from '../bill/bill.ts';
import type { Ask, Batch, Outline } from './ask.ts';
import { fateOf, fateOfScan, type RowFate } from './fate.ts';
import { rowFates, storeFates } from './import.sql.ts';
import { findKnown } from './known.ts';
import type { BillRow, Recorder } from './recorder.ts';
import { requestOf, type ScanAsk, shownText } from './requests.ts';
import { readBatches } from './rows-file.ts';
import type { Work } from './work.ts';

/** More fates are not held: a crash repeats the scans whose fates were not stored. */
const HELD_FATES_MAX = 2_000;
/** Storing many at once would hold up who scans. */
const HELD_FATES_BUSY_MAX = 250;

/**
 * Records the read rows from where it was left, several batches at a time, and stores what became
 * of each row, in their order. What was recorded and not yet stored when the server died is
 * recorded again under the same ids: nothing is done twice.
 * @returns whether it came to the end; else the server stops.
 */
export async function recordRows(
  work: Work,
  recorder: Recorder,
  outline: Outline,
): Promise<boolean> {
  const { record, stopping, pace, rowsPath } = work;
  const underWay: Promise<Done>[] = [];
  const keeper = makeKeeper(work);
  const piecesMax = () => (record.mode === 'dry_run' ? 1 : pace.piecesMax);
  const settle = async (): Promise<void> => {
    const done = await underWay.shift();
    if (done !== undefined) await keeper.keep(done);
  };
  try {
    for await (const batch of readBatches(rowsPath, outline, record.place)) {
      if (stopping.aborted) break;
      const done = recordBatch(work, recorder, outline, batch);
      // Heard of when its turn comes; until then it must not end the process.
      done.catch(() => undefined);
      underWay.push(done);
      while (underWay.length >= piecesMax()) await settle();
    }
    while (underWay.length > 0) await settle();
    await keeper.end();
  } finally {
    await Promise.allSettled([...underWay, keeper.end()]);
  }
  return !stopping.aborted;
}

/** A batch that was recorded: what became of its rows, and where the next one begins. */
interface Done {
  readonly fates: readonly RowFate[];
  readonly end: number;
}

/** Gathers fates and stores them in their order, while the next batches are recorded. */
function makeKeeper(work: Work) {
  let held: Done[] = [];
  let heldFates = 0;
  let storing: Promise<void> = Promise.resolve();
  const storeHeld = async (): Promise<void> => {
    // One at a time: with two, the memory of what waits would have no bound.
    await storing;
    const some = held;
    held = [];
    heldFates = 0;
    storing = store(work, some);
    // Heard of by whoever waits next.
    storing.catch(() => undefined);
  };
  return {
    keep: async (done: Done): Promise<void> => {
      held.push(done);
      heldFates += done.fates.length;
      if (heldFates >= heldMaxOf(work)) await storeHeld();
    },
    end: async (): Promise<void> => {
      await storeHeld();
      await storing;
    },
  };
}

function heldMaxOf({ pace }: Work): number {
  return pace.isBusy ? HELD_FATES_BUSY_MAX : HELD_FATES_MAX;
}

async function store(work: Work, held: readonly Done[]): Promise<void> {
  const { deps, record, pace } = work;
  const last = held.at(-1);
  if (last === undefined) return;
  const fates = held.flatMap((done) => done.fates);
  for (let at = 0; at < fates.length; ) {
    const some = fates.slice(at, at + heldMaxOf(work));
    at += some.length;
    const place = at < fates.length ? null : last.end;
    await pace.turn(0, () =>
      deps.db.run(storeFates, [...rowFates.arraysOf(some), record.no, record.dry_run_no, place]),
    );
  }
  deps.live.tellImport(record.id);
}

async function recordBatch(
  work: Work,
  recorder: Recorder,
  { targets }: Outline,
  { asks, end }: Batch,
): Promise<Done> {
  const { codes } = work.deps.catalogue.current;
  const isKnown = await findKnown(work, asks, codes);
  const fates: RowFate[] = [];
  const scans: ScanAsk[] = [];
  const bills: (BillRow & { readonly ask: Ask })[] = [];
  for (const ask of asks) {
    const known = isKnown(ask);
    const request = requestOf(ask, work.record.id, work.actor, codes);
    const code = ask.wish.action === 'make_bill' ? parseBillCode(ask.code) : null;
    if (known !== null) fates.push(fateOf(ask, codeOf(ask, codes), 'refused', 'known', known));
    else if (request !== null) scans.push({ ask, request });
    else if (ask.wish.action === 'make_bill' && code !== null) {
      const { fields } = ask.wish;
      const target = targets[code] ?? fields.target;
      const input = { ...fields, ...(target === undefined ? {} : { target }) };
      bills.push({ ask, at: ask.at, code, input });
    } else fates.push(fateWithout(ask, codeOf(ask, codes)));
  }
  fates.push(...(await recordBills(work, recorder, bills)));
  fates.push(...(await recordScans(work, recorder, scans)));
  return { fates, end };
}

/** The normal form of a row's code, where its text has one. */
function codeOf({ code, wish }: Ask, rules: CodeRules): string {
  const bill = wish.action === 'make_bill' ? parseBillCode(code) : null;
  if (bill !== null) return bill;
  const parsed = parseCode(code, rules);
  return parsed.kind === 'malformed' ? shownText(code) : parsed.code;
}

/** Rows that come to no scan and no bill. */
function fateWithout(ask: Ask, code: string): RowFate {
  const { wish } = ask;
  switch (wish.action) {
    case 'none':
      return fateOf(ask, code, 'refused', wish.reason, wish.detail);
    case 'pack':
      return fateOf(ask, code, 'refused', 'no_parent', NO_PARENT);
    case 'bill':
      return fateOf(ask, code, 'refused', 'no_bill', NO_BILL);
    default:
      return fateOf(ask, code, 'refused', 'malformed', `Not accepted: "${code}" is no bill's code`);
  }
}

const NO_PARENT = 'No parent follows on its sheet that it could belong to';
const NO_BILL = 'No bill follows on its sheet that it could be put on';

async function recordScans(
  { pace }: Work,
  recorder: Recorder,
  scans: readonly ScanAsk[],
): Promise<RowFate[]> {
  const fates: RowFate[] = [];
  for (let at = 0; at < scans.length; ) {
    const some = scans.slice(at, at + pace.scansMax);
    const requests = some.map(({ request }) => request);
    const recorded = await pace.turn(some.length, () => recorder.recordScans(requests));
    recorded.forEach(({ decision, isNew }, nth) => {
      const ask = some[nth]?.ask;
      if (ask !== undefined) fates.push(fateOfScan(ask, decision, isNew));
    });
    at += some.length;
  }
  return fates;
}

/** Others who make bills wait meanwhile. */
const BILLS_AT_ONCE = 20;

async function recordBills(
  { pace }: Work,
  recorder: Recorder,
  bills: readonly (BillRow & { readonly ask: Ask })[],
): Promise<RowFate[]> {
  const askAt = new Map(bills.map(({ at, ask }) => [at, ask]));
  const tell = ({ at, code }: BillRow, fate: AddedBillFate): RowFate => {
    const ask = askAt.get(at);
    if (ask === undefined) throw new Error(`no row ${at} asked for a bill`);
    return fateOfBill(ask, code, fate);
  };
  const fates: RowFate[] = [];
  for (let at = 0; at < bills.length; at += BILLS_AT_ONCE) {
    const some = bills.slice(at, at + BILLS_AT_ONCE);
    fates.push(...(await pace.turn(0, () => recorder.recordBills(some, tell))));
  }
  return fates;
}

function fateOfBill(ask: Ask, code: string, fate: AddedBillFate): RowFate {
  switch (fate) {
    case 'made':
      return fateOf(ask, code, 'created', 'made', `The bill ${code} is made`);
    case 'known':
      return fateOf(ask, code, 'same', 'known', `The bill ${code} is known, and stays as it is`);
    case 'retired':
      return fateOf(
        ask,
        code,
        'refused',
        'bill_exists',
        `A bill ${code} was deleted: take another`,
      );
  }
}
