import type pg from 'pg';
import { inject } from 'vitest';
import { type Connection, OWNER_ROLE, withClient } from '#server/db/embedded/roles.ts';

/** The run's PostgreSQL: who connects how, and the database to copy. */
export interface TestPostgres {
  readonly app: Connection;
  readonly owner: Connection;
  readonly superuser: Connection;
  readonly template: string;
}

/** A database of its own, as migrated and empty as a new installation's. */
export interface TestDatabase {
  readonly app: Connection;
  readonly owner: Connection;
  readonly superuser: Connection;
  /** Fails when a connection is left open. */
  drop(): Promise<void>;
}

/** @param template `template1` for a database without our schema. */
export async function makeTestDatabase(template?: string): Promise<TestDatabase> {
  const postgres = inject('postgres');
  const database = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await createDatabase(postgres, database, template ?? postgres.template);
  return {
    app: { ...postgres.app, database },
    owner: { ...postgres.owner, database },
    superuser: { ...postgres.superuser, database },
    drop: () => runAsSuperuser(postgres, `drop database ${database}`),
  };
}

export async function createDatabase(
  postgres: TestPostgres | Omit<TestPostgres, 'template'>,
  name: string,
  template: string,
): Promise<void> {
  await runAsSuperuser(
    postgres,
    `create database ${name} template ${template} owner ${OWNER_ROLE} strategy file_copy`,
  );
}

async function runAsSuperuser(
  { superuser }: { readonly superuser: Connection },
  sql: string,
): Promise<void> {
  await withClient({ ...superuser, database: 'postgres' }, (client: pg.Client) =>
    client.query(sql),
  );
}
