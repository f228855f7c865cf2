import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#server/db/embedded/embedded-postgres.ts';
import { migrate } from '#server/db/migrate.ts';
import { buildWeb } from '../tool/build-web.ts';
import { unpackChromium } from '../tool/chromium.ts';
import { createDatabase, type TestPostgres } from './database.ts';
import { quietLog } from './quiet-log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestPostgres;
    /** Why the web app could not be built; null when it was. */
    webFault: string | null;
  }
}

/** Migrated once; each test file's database is a copy of it. */
const TEMPLATE = 'template_traitortrack';

let stop = (): Promise<void> => Promise.resolve();

/** One PostgreSQL for the whole run. */
export async function setup(project: TestProject): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-test-'));
  const embedded = await startEmbeddedPostgres({ dataDir, holder: 'test', log: quietLog });
  stop = async () => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const { app, owner, superuser } = embedded;
  const postgres = { app, owner, superuser, template: TEMPLATE };
  await createDatabase(postgres, TEMPLATE, 'template1');
  await migrate({ ...owner, database: TEMPLATE }, quietLog);
  project.provide('postgres', postgres);
  project.provide('webFault', await buildOnce());
  await unpackChromium();
}

/** One test tells of a build that fails; those that need no page go on. */
async function buildOnce(): Promise<string | null> {
  try {
    await buildWeb();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function teardown(): Promise<void> {
  return stop();
}
