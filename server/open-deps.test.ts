import { afterAll, expect, test } from 'vitest';
import { makeTestDatabase } from '#test/database.ts';
import { quietLog } from '#test/quiet-log.ts';
import { readConfig } from './config.ts';
import { openDeps } from './open-deps.ts';

const migrated = await makeTestDatabase();
const empty = await makeTestDatabase('template1');
// A connection that is left open keeps a database from being dropped.
afterAll(async () => {
  await migrated.drop();
  await empty.drop();
});

const config = readConfig({});

test('what was opened is closed', async () => {
  const { app } = migrated;
  const { deps, close } = await openDeps(config, quietLog, { app, lists: app });
  expect(await deps.lists.runText('select 1 as one', [])).toEqual([{ one: 1 }]);
  expect(deps.catalogue.current.products).toHaveLength(2);
  await close();
  await expect(deps.db.runText('select', [])).rejects.toThrow();
});

test('what was opened before a failure is closed, too', async () => {
  const { app } = empty;
  await expect(openDeps(config, quietLog, { app, lists: app })).rejects.toThrow('does not exist');
});

test('lists have their own, longer time', async () => {
  const { app } = migrated;
  const { deps, close } = await openDeps(config, quietLog, { app, lists: app });
  const timeoutOf = async (db: typeof deps.db) => {
    const [row] = await db.runText<{ timeout: string }>(
      `select current_setting('statement_timeout') as timeout`,
      [],
    );
    return row?.timeout;
  };
  expect([await timeoutOf(deps.db), await timeoutOf(deps.lists)]).toEqual(['3s', '30s']);
  await close();
});
