import type { Queryable } from './database.ts';

/** Settings without which a confirmed scan could be lost, or damage go unnoticed. */
const NEEDED = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'];

/**
 * What this connection's settings risk, a sentence each; empty when a confirmed scan survives a
 * power cut. Every value of `synchronous_commit` besides `off` waits for the local disk.
 */
export async function checkDurability(db: Queryable): Promise<string[]> {
  const rows = await db.runText<{ name: string }>(
    `select name from pg_settings where name = any($1) and setting = 'off' order by name`,
    [NEEDED],
  );
  return rows.map(({ name }) => `PostgreSQL's setting ${name} is off: scans could be lost`);
}
