import pg from 'pg';

const CONNECT_WAIT_MS = 10_000;

export const APP_ROLE = 'traitortrack';
export const OWNER_ROLE = 'traitortrack_owner';
export const DATABASE = 'traitortrack';

/** Spread into the options of a `pg` client or pool. */
export interface Connection {
  /** The folder of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export async function withClient<T>(
  connection: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: CONNECT_WAIT_MS });
  // A lost connection rejects the query in flight; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the roles and the database, or what is missing of them; safe to repeat at each start.
 * The app's role may log in only when the rest is done, so that it doubles as the sign of it.
 */
export async function provision(
  superuser: Connection,
  passwords: { readonly owner: string; readonly app: string },
): Promise<void> {
  await withClient({ ...superuser, database: 'postgres' }, async (client) => {
    await createRole(client, OWNER_ROLE);
    await createRole(client, APP_ROLE);
    await setPassword(client, OWNER_ROLE, passwords.owner);
    const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) {
      await client.query(`create database ${DATABASE} owner ${OWNER_ROLE}`);
    }
  });
  await withClient({ ...superuser, database: DATABASE }, async (client) => {
    await client.query(`
      create extension if not exists pg_trgm;
      create extension if not exists amcheck;
      create schema if not exists statement_stats;
      create extension if not exists pg_stat_statements schema statement_stats;
      grant usage on schema statement_stats to ${APP_ROLE};
      revoke all on database ${DATABASE} from public;
      revoke create on schema public from public;
      grant connect on database ${DATABASE} to ${APP_ROLE};
      grant usage on schema public to ${APP_ROLE};
      alter default privileges for role ${OWNER_ROLE} in schema public
        grant select, insert, update, delete on tables to ${APP_ROLE};
      alter default privileges for role ${OWNER_ROLE} in schema public
        grant usage on sequences to ${APP_ROLE};
    `);
    await setPassword(client, APP_ROLE, passwords.app);
  });
}

async function createRole(client: pg.Client, role: string): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`create role ${role} nologin`);
}

async function setPassword(client: pg.Client, role: string, password: string): Promise<void> {
  await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
}
