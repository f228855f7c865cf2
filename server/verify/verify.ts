import { patternSource } from '#domain/product.ts';
import { type Database, type Queryable, queryableOf } from '../db/database.ts';
import { replay } from './replay.ts';
import { readRows } from './rows.ts';
import * as sql from './verify.sql.ts';

export interface Verification {
  readonly bags: number;
  readonly scans: number;
  readonly bills: number;
  readonly auditEntries: number;
  /** How many there are, of which `sentences` has the first. */
  readonly differences: number;
  readonly sentences: readonly string[];
}

const SENTENCES_MAX = 100;
const PROGRESS_STEP_BAGS = 5_000;

/**
 * Rebuilds bags, bills and totals from the ledger and compares them with the tables, and checks the
 * audit's chain of hashes. It changes nothing and sees one moment: a server may work meanwhile.
 * Memory does not grow with the number of bags.
 * @param db with hours for a statement.
 * @param onProgress hears how many of how many bags are done.
 * @param pause is awaited now and then, by who is in no hurry; for less than 5 s at a time.
 */
export async function verify(
  db: Database,
  onProgress: (done: number, total: number) => void,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<Verification> {
  const client = await db.connect();
  let differences = 0;
  const sentences: string[] = [];
  const tell = (difference: string): void => {
    if (differences++ < SENTENCES_MAX) sentences.push(difference);
  };
  try {
    await client.query('begin isolation level repeatable read read only');
    // All rows will be fetched, and sorting them in memory is faster than walking an index.
    await client.query(`set local cursor_tuple_fraction = 1; set local work_mem = '128MB'`);
    const tx = queryableOf(client);
    const [counts] = await tx.run(sql.countRows);
    if (counts === undefined) throw new Error('counts are one row');
    const onStep = (done: number) => {
      onProgress(done, counts.bags);
      return pause();
    };
    await compareBags(tx, tell, onStep);
    for (const statement of sql.CONSEQUENCES) {
      for (const { difference } of await tx.run(statement)) tell(difference);
    }
    const { bags, scans, bills, audit_entries: auditEntries } = counts;
    return { bags, scans, bills, auditEntries, differences, sentences };
  } finally {
    // Nothing was changed, and with the connection its transaction ends.
    client.release(true);
  }
}

async function compareBags(
  tx: Queryable,
  tell: (difference: string) => void,
  onStep: (done: number) => Promise<void>,
): Promise<void> {
  const productOf = await makeProductFinder(tx);
  const events = readRows<sql.EventRow>(tx, 'events', sql.EVENTS);
  const bags = readRows<sql.BagRow>(tx, 'bags', sql.BAGS);
  let done = 0;
  for await (const { code, bag, history } of sideBySide(bags, events)) {
    const replayed = replay(history, tell);
    if (bag === null) tell(`${code}: in the ledger, but there is no such bag`);
    else if (replayed === null) tell(`${code}: a bag that the ledger does not know`);
    else compareBag(bag, { ...replayed, ...productOf(code) }, tell);
    if (++done % PROGRESS_STEP_BAGS === 0) await onStep(done);
  }
  await onStep(done);
}

/** Each bag with the events of its code. Both come in the order of codes, byte by byte. */
async function* sideBySide(
  bags: AsyncGenerator<sql.BagRow>,
  events: AsyncGenerator<sql.EventRow>,
): AsyncGenerator<{ code: string; bag: sql.BagRow | null; history: sql.EventRow[] }> {
  let bag = await nextOf(bags);
  let event = await nextOf(events);
  while (bag !== null || event !== null) {
    const code = leastOf(bag?.code, event?.code);
    const history: sql.EventRow[] = [];
    for (; event?.code === code; event = await nextOf(events)) history.push(event);
    const isThere = bag?.code === code;
    yield { code, bag: isThere ? bag : null, history };
    if (isThere) bag = await nextOf(bags);
  }
}

function leastOf(a: string | undefined, b: string | undefined): string {
  if (a === undefined || b === undefined) return a ?? b ?? '';
  return a < b ? a : b;
}

async function nextOf<Row>(rows: AsyncGenerator<Row>): Promise<Row | null> {
  const next = await rows.next();
  return next.done ? null : next.value;
}

/** A parent's code tells its product, whose capacity is fixed once a bag of it exists. */
async function makeProductFinder(tx: Queryable) {
  const products = (await tx.run(sql.listProducts)).map(({ id, pattern, capacity }) => ({
    columns: { product_id: id, capacity },
    whole: new RegExp(`^${patternSource(pattern)}$`),
  }));
  const none = { product_id: null, capacity: null };
  return (code: string) => products.find(({ whole }) => whole.test(code))?.columns ?? none;
}

function compareBag(
  bag: sql.BagRow,
  expected: Omit<sql.BagRow, 'code'>,
  tell: (difference: string) => void,
): void {
  for (const name of COMPARED) {
    if (bag[name] === expected[name]) continue;
    tell(`${bag.code}: ${name} is ${bag[name]}, but ${expected[name]} by the ledger`);
  }
}

const COMPARED = [
  'kind',
  'is_void',
  'created_at',
  'created_by',
  'area_id',
  'parent_code',
  'packed_at',
  'packed_by',
  'bill_code',
  'billed_at',
  'is_sealed',
  'lot',
  'label_date',
  'product_id',
  'capacity',
] as const;
