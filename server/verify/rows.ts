import type { QueryResultRow } from 'pg';
import type { Queryable } from '../db/database.ts';

const FETCHED_ROWS = 5_000;

/** Reads a query's rows one after the other, holding few of them. Inside a transaction. */
export async function* readRows<Row extends QueryResultRow>(
  db: Queryable,
  cursor: string,
  query: string,
): AsyncGenerator<Row> {
  await db.runText(`declare ${cursor} no scroll cursor for ${query}`, []);
  for (;;) {
    const rows = await db.runText<Row>(`fetch ${FETCHED_ROWS} from ${cursor}`, []);
    yield* rows;
    if (rows.length < FETCHED_ROWS) return;
  }
}
