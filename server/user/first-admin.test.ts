import { afterAll, expect, test } from 'vitest';
import { makeTestDatabase } from '#test/database.ts';
import { quietLog } from '#test/quiet-log.ts';
import { readConfig } from '../config.ts';
import { openDeps } from '../open-deps.ts';
import { ensureFirstAdmin } from './first-admin.ts';

const database = await makeTestDatabase();
const config = readConfig({ ADMIN_USERNAME: 'founder' });
const connections = { app: database.app, lists: database.app };
const opened = await Promise.all([
  openDeps(config, quietLog, connections),
  openDeps(config, quietLog, connections),
]);
afterAll(async () => {
  for (const { close } of opened) await close();
  await database.drop();
});

test('of processes that start at once, one makes the first admin', async () => {
  const [first, second] = opened;
  const made = await Promise.all(opened.map(({ deps }) => ensureFirstAdmin(deps)));
  const [admin, ...others] = made.filter((one) => one !== null);
  expect(others).toEqual([]);
  expect(admin?.username).toBe('founder');
  const password = admin?.madeUpPassword ?? '';
  expect(password).toMatch(/^[\w-]{16}$/);
  for (const { deps } of [first, second]) {
    const attempt = { username: 'founder', password, ip: '127.0.0.1' };
    const { person } = await deps.sessions.signIn(attempt);
    expect(person).toMatchObject({ username: 'founder', role: 'admin' });
    expect(deps.catalogue.current.usernameById.get(person.userId)).toBe('founder');
  }
  expect(await ensureFirstAdmin(first.deps)).toBeNull();
});
