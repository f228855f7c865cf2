import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { publish } from './notices.ts';

const { deps, db, connections, openSecondApp } = await openTestApp();

/** Notes what is heard of a topic. */
function listenTo(topic: string, notices = deps.notices) {
  const heard: (string | null)[] = [];
  const unsubscribe = notices.subscribe(topic, (payload) => heard.push(payload));
  return { heard, unsubscribe };
}

function cutConnection() {
  return db.runText(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = $1 and application_name = 'traitortrack notices'`,
    [connections.app.database],
  );
}

test('a notice reaches every process, and only subscribers of its topic', async () => {
  const second = await openSecondApp();
  const here = listenTo('harvest');
  const there = listenTo('harvest', second.deps.notices);
  const other = listenTo('sowing');
  await publish(deps.db, 'harvest', 'SB12345 is full');
  await publish(deps.db, 'sowing', '');
  await vi.waitFor(() => expect(other.heard).toEqual(['']));
  await vi.waitFor(() => expect(there.heard).toEqual(['SB12345 is full']));
  expect(here.heard).toEqual(['SB12345 is full']);
});

test('a notice is sent when its transaction commits, or not at all', async () => {
  const { heard } = listenTo('commit');
  const failing = deps.db.transaction(async (tx) => {
    await publish(tx, 'commit', 'undone');
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  await publish(deps.db, 'commit', 'done');
  await vi.waitFor(() => expect(heard).toEqual(['done']));
});

test('who has unsubscribed hears nothing', async () => {
  const left = listenTo('quiet');
  const stays = listenTo('quiet');
  left.unsubscribe();
  await publish(deps.db, 'quiet', 'x');
  await vi.waitFor(() => expect(stays.heard).toEqual(['x']));
  expect(left.heard).toEqual([]);
});

test('a subscriber that fails does not keep others from hearing', async () => {
  const unsubscribe = deps.notices.subscribe('fragile', () => {
    throw new Error('not understood');
  });
  const { heard } = listenTo('fragile');
  await publish(deps.db, 'fragile', 'x');
  await vi.waitFor(() => expect(heard).toEqual(['x']));
  unsubscribe();
});

test('after a lost connection everybody is told to forget, and hears again', async () => {
  const { heard } = listenTo('lost');
  await cutConnection();
  await vi.waitFor(() => expect(heard).toEqual([null]));
  await publish(deps.db, 'lost', 'again');
  await vi.waitFor(() => expect(heard).toEqual([null, 'again']));
});
