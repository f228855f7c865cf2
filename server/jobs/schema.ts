import pg from 'pg';
import type { Queryable } from '../db/database.ts';

/** The revision of the queue's tables that the installed library makes; a test holds it. */
export const JOBS_REVISION = 20;
const SCHEMA = 'graphile_worker';

/**
 * Brings the tables of the job queue to the installed library's revision. The library is loaded
 * only when there is something to do: most starts, and all commands, find it done.
 */
export async function migrateJobs(connection: pg.ClientConfig, db: Queryable): Promise<void> {
  if ((await findRevision(db)) >= JOBS_REVISION) return;
  await refuseWithoutRight(db);
  const { runMigrations } = await import('graphile-worker');
  const pgPool = new pg.Pool({ ...connection, max: 1 });
  // Errors reach who waits for the migration; unheard, one would end the process.
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool, logger: await quiet() });
  } finally {
    await pgPool.end();
  }
}

async function refuseWithoutRight(db: Queryable): Promise<void> {
  const [row] = await db.runText<{ role: string; database: string; may_create: boolean }>(
    `select current_user as role, current_database() as database,
       has_database_privilege(current_database(), 'create') as may_create`,
    [],
  );
  if (row === undefined || row.may_create) return;
  const grant = `grant create on database ${row.database} to ${row.role}`;
  throw new Error(`permission denied: the job queue needs a schema of its own: ${grant}`);
}

async function findRevision(db: Queryable): Promise<number> {
  const [table] = await db.runText<{ name: string | null }>(
    `select to_regclass('${SCHEMA}.migrations')::text as name`,
    [],
  );
  if (!table?.name) return 0;
  const [row] = await db.runText<{ revision: number | null }>(
    `select max(id) as revision from ${SCHEMA}.migrations`,
    [],
  );
  return row?.revision ?? 0;
}

async function quiet() {
  const { Logger } = await import('graphile-worker');
  return new Logger(() => () => undefined);
}

/** Lets another role than the tables' owner add jobs and work on them. */
export async function grantJobs(db: Queryable, role: string): Promise<void> {
  await db.runText(`grant usage on schema ${SCHEMA} to ${role}`, []);
  await db.runText(
    `grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${role}`,
    [],
  );
  await db.runText(`grant usage on all sequences in schema ${SCHEMA} to ${role}`, []);
  // The queue's tables show their rows to nobody but their owner, unless a policy says so.
  const closed = await db.runText<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = '${SCHEMA}'::regnamespace and relrowsecurity
       and not exists (select from pg_policy where polrelid = pg_class.oid)`,
    [],
  );
  for (const { name } of closed) {
    await db.runText(`create policy app on ${SCHEMA}.${name} to ${role} using (true)`, []);
  }
}
