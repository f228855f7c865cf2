import type { QueryResultRow } from 'pg';
import type { Database } from '../db/database.ts';

/** Each holds a connection, and a processor for as long as its reader is quick. */
export const EXPORTS_AT_ONCE_MAX = 3;
/**
 * So many rows are some 80 kB, on the way while as many are being written. With 2,000 more of them
 * were still in use at each sweep of the heap: a tenth more processor time, and 40 MB.
 */
const FETCH_ROWS = 500;
/** Whoever takes nothing for so long has gone; the database then ends the transaction. */
const STALL_MS = 120_000;
/** For sorting: what takes more goes through a file. */
const SORT_MEMORY = '64MB';

interface Selection {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The rows of one statement, of one moment, read as fast as they are taken. */
export interface Cursor<Row> {
  readonly batches: AsyncIterable<readonly Row[]>;
  /** How many rows the planner expects. */
  readonly rowsExpected: number;
  /** May be called at any time and again; what the database still does is called off. */
  close(): Promise<void>;
}

/**
 * Opens a cursor in a transaction of its own and waits for the first rows, so that what can fail
 * fails here.
 * @param db whose statements may take long, with a connection more than there are cursors.
 * @param signal closes it at once, also while it is being opened.
 */
export async function openCursor<Row extends QueryResultRow>(
  db: Database,
  source: Selection,
  signal: AbortSignal,
): Promise<Cursor<Row>> {
  const connection = await hold(db);
  const { close } = connection;
  signal.addEventListener('abort', () => void close(), { once: true });
  try {
    signal.throwIfAborted();
    await connection.query('begin isolation level repeatable read read only');
    await connection.query(
      `set local idle_in_transaction_session_timeout = ${STALL_MS};
       set local work_mem = '${SORT_MEMORY}'; set local cursor_tuple_fraction = 1`,
    );
    const rowsExpected = await expectRows(connection, source);
    await connection.query(`declare rows no scroll cursor for ${source.text}`, source.values);
    const fetch = () => connection.query<Row>(`fetch ${FETCH_ROWS} from rows`);
    const first = await fetch();
    return { batches: batchesOf(first, fetch), rowsExpected, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* batchesOf<Row>(
  first: readonly Row[],
  fetch: () => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let rows = first;
  while (rows.length === FETCH_ROWS) {
    // The database finds the next rows while these are written.
    const next = fetch();
    // Heard below; until then a failure is nobody's.
    next.catch(() => undefined);
    yield rows;
    rows = await next;
  }
  yield rows;
}

interface Plan {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}

async function expectRows({ query }: Held, { text, values }: Selection): Promise<number> {
  const [row] = await query<Plan>(`explain (format json) ${text}`, values);
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}

interface Held {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Takes a connection, which goes back whatever becomes of it. */
async function hold(db: Database): Promise<Held> {
  const client = await db.connect();
  // The pool listens only while a connection is idle; unheard, its loss would end the process.
  const ignore = () => undefined;
  client.on('error', ignore);
  let closing: Promise<void> | undefined;
  let pid = 0;
  let underWay = 0;
  const query: Held['query'] = async <Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ) => {
    // The connection may be another one's by now.
    if (closing !== undefined) throw new Error('the cursor is closed');
    underWay++;
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      underWay--;
    }
  };
  const end = async (): Promise<Error | undefined> => {
    try {
      // Else what is under way, such as a long sorting, would have to be waited for.
      if (underWay > 0) await db.runText('select pg_cancel_backend($1)', [pid]);
      await client.query('rollback');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const close = (): Promise<void> => {
    closing ??= end().then((failure) => {
      client.off('error', ignore);
      // With a failure the pool does not keep it.
      client.release(failure);
    });
    return closing;
  };
  try {
    const [row] = await query<{ pid: number }>('select pg_backend_pid() as pid');
    pid = row?.pid ?? 0;
    return { query, close };
  } catch (error) {
    await close();
    throw error;
  }
}
