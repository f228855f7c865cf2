import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { afterAll } from 'vitest';
import type { Role } from '#domain/permission.ts';
import { buildApp } from '#server/app.ts';
import { type Config, readConfig } from '#server/config.ts';
import { type Database, openDatabase } from '#server/db/database.ts';
import type { Deps } from '#server/deps.ts';
import { openDeps } from '#server/open-deps.ts';
import { ensureFirstAdmin } from '#server/user/first-admin.ts';
import { makeTestDatabase, type TestDatabase } from './database.ts';
import { quietLog } from './quiet-log.ts';

/** What `app.inject` needs to act as somebody. */
export type Headers = Readonly<Record<string, string>>;

/** The whole server on a database of its own; requests go through `app.inject`, no socket. */
export interface TestApp {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  /** A superuser's, for what no endpoint shows or does. */
  readonly db: Database;
  readonly connections: TestDatabase;
  /** The first admin, `admin`. */
  asAdmin(): Promise<Headers>;
  /** Signs in a user of this role and area (which only dispatchers need), the same each time. */
  asUser(role: Role, area?: string): Promise<Headers>;
  /** Signs in by name and password. */
  signIn(username: string, password: string): Promise<Headers>;
  /** Another process on the same database; closed before the first. */
  openSecondApp(): Promise<{ readonly app: FastifyInstance; readonly deps: Deps }>;
}

/** How the server reaches its database; through something that can be slow or cut, say. */
export interface Ways {
  readonly app: pg.ClientConfig;
  readonly lists: pg.ClientConfig;
  close(): Promise<void>;
}

const theShortest = async ({ app }: TestDatabase): Promise<Ways> => ({
  app,
  lists: app,
  close: async () => undefined,
});

export const ADMIN_PASSWORD = 'harvest-2026-moon';
export const USER_PASSWORD = 'mustard-and-moong';

/**
 * Call it at the top of a test file: `const { app, asAdmin } = await openTestApp();`. Everything is
 * closed after the file; a connection that is left open then fails it.
 * @param findWays where the server is not to reach its database by the shortest way.
 */
export async function openTestApp(
  settings: Partial<Config> = {},
  findWays: (connections: TestDatabase) => Promise<Ways> = theShortest,
): Promise<TestApp> {
  const connections = await makeTestDatabase();
  const releasers: (() => Promise<void>)[] = [() => connections.drop()];
  afterAll(async () => {
    for (const release of releasers.reverse()) await release();
  });
  const ways = await findWays(connections);
  releasers.push(ways.close);
  const config: Config = {
    ...readConfig({ ADMIN_PASSWORD }),
    ...settings,
  };
  const openApp = async () => {
    const opened = await openDeps(config, quietLog, ways);
    releasers.push(opened.close);
    const { deps } = opened;
    await ensureFirstAdmin(deps);
    const app = await buildApp(deps);
    releasers.push(() => app.close());
    return { app, deps };
  };
  const { app, deps } = await openApp();
  const db = openDatabase({
    connection: connections.superuser,
    name: 'test',
    connectionsMax: 2,
    statementTimeoutMs: 10_000,
    log: quietLog,
  });
  releasers.push(() => db.close());
  return { app, deps, db, connections, ...peopleOf(app), openSecondApp: openApp };
}

function peopleOf(app: FastifyInstance): Pick<TestApp, 'asAdmin' | 'asUser' | 'signIn'> {
  const signedIn = new Map<string, Promise<Headers>>();
  const once = (name: string, make: () => Promise<Headers>): Promise<Headers> => {
    const headers = signedIn.get(name) ?? make();
    signedIn.set(name, headers);
    return headers;
  };
  const signIn = async (username: string, password: string): Promise<Headers> => {
    const payload = { username, password };
    const response = await app.inject({ method: 'POST', url: '/api/v2/session', payload });
    if (response.statusCode !== 200) throw new Error(`${username}: ${response.body}`);
    return { cookie: String(response.headers['set-cookie']).split(';')[0] ?? '' };
  };
  const asAdmin = () => once('admin', () => signIn('admin', ADMIN_PASSWORD));
  const asUser = (role: Role, area?: string) => {
    const username = area === undefined ? role : `${role}.${area}`;
    return once(username, async () => {
      const payload = { username, password: USER_PASSWORD, role, area: area ?? null };
      const headers = await asAdmin();
      const made = await app.inject({ method: 'POST', url: '/api/v2/users', payload, headers });
      if (made.statusCode !== 201) throw new Error(`${username}: ${made.body}`);
      return signIn(username, USER_PASSWORD);
    });
  };
  return { asAdmin, asUser, signIn };
}
