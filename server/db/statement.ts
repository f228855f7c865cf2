import type { QueryResultRow } from 'pg';

/** A named SQL text: PostgreSQL parses and plans it once a connection. */
export interface Statement<Row extends QueryResultRow> {
  readonly name: string;
  readonly text: string;
  /** Never set: it only carries the row's type. */
  readonly row?: Row;
}

const statements = new Map<string, Statement<QueryResultRow>>();

/**
 * Names a statement. Names are unique, so that monitoring can tell statements apart,
 * and all of them can be listed, so that a test can prepare each on a real database.
 */
export function statement<Row extends QueryResultRow = Record<string, never>>(
  name: string,
  text: string,
): Statement<Row> {
  if (statements.has(name)) throw new Error(`two statements are named ${name}`);
  const made: Statement<Row> = { name, text };
  statements.set(name, made);
  return made;
}

/** Every statement of the modules loaded so far. */
export function listStatements(): Statement<QueryResultRow>[] {
  return [...statements.values()];
}
