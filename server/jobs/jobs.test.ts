import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { withClient } from '#server/db/embedded/roles.ts';
import { openTestApp } from '#test/harness.ts';
import { quietLog } from '#test/quiet-log.ts';
import { startJobs } from './jobs.ts';
import { JOBS_REVISION } from './schema.ts';

const { connections, db } = await openTestApp();

function addJob(task: string, payload: object): Promise<unknown> {
  return withClient(connections.app, (client) =>
    client.query('select graphile_worker.add_job($1, $2::json)', [task, payload]),
  );
}

/** A superuser's statement from another database. */
function outside(text: string): Promise<unknown> {
  const connection = { ...connections.superuser, database: 'postgres' };
  return withClient(connection, (client) => client.query(text));
}

/** As when the network or the database goes: all that the queue is connected by. */
function cutJobs(): Promise<unknown> {
  return outside(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'traitortrack jobs' and datname = '${connections.app.database}'`);
}

test("the queue's tables are of the revision that the program says", async () => {
  const [row] = await db.runText<{ revision: number }>(
    'select max(id) as revision from graphile_worker.migrations',
    [],
  );
  expect(row?.revision).toBe(JOBS_REVISION);
});

test('a job is done by the role of the app, and then gone', async () => {
  const seen: unknown[] = [];
  const task = randomUUID();
  const stop = startJobs({
    connection: connections.app,
    log: quietLog,
    concurrency: 1,
    tasks: { [task]: async (payload) => void seen.push(payload) },
  });
  await addJob(task, { id: 7 });
  await vi.waitFor(() => expect(seen).toEqual([{ id: 7 }]));
  await vi.waitFor(async () =>
    expect(await db.runText('select from graphile_worker.jobs', [])).toEqual([]),
  );
  await stop();
});

test('who stops waits for the task under way, and tells it', async () => {
  const task = randomUUID();
  let isDone = false;
  const started = Promise.withResolvers<void>();
  const stop = startJobs({
    connection: connections.app,
    log: quietLog,
    concurrency: 1,
    tasks: {
      [task]: async (_payload, stopping) => {
        started.resolve();
        await new Promise((resolve) => stopping.addEventListener('abort', resolve));
        isDone = true;
      },
    },
  });
  await addJob(task, {});
  await started.promise;
  await stop();
  expect(isDone).toBe(true);
});

test('the queue goes on when its connections were cut', async () => {
  const seen: unknown[] = [];
  const task = randomUUID();
  const stop = startJobs({
    connection: connections.app,
    log: quietLog,
    concurrency: 1,
    tasks: { [task]: async (payload) => void seen.push(payload) },
  });
  await addJob(task, { nth: 1 });
  await vi.waitFor(() => expect(seen).toEqual([{ nth: 1 }]));
  await cutJobs();
  await addJob(task, { nth: 2 });
  await vi.waitFor(() => expect(seen).toEqual([{ nth: 1 }, { nth: 2 }]), { timeout: 15_000 });
  await stop();
});

test('a job that ends as the queue stops is done once', async () => {
  const seen: unknown[] = [];
  const task = randomUUID();
  const isDone = Promise.withResolvers<void>();
  const begin = () =>
    startJobs({
      connection: connections.app,
      log: quietLog,
      concurrency: 4,
      pollIntervalMs: 20,
      tasks: {
        [task]: async (payload) => {
          seen.push(payload);
          if (seen.length === 4) isDone.resolve();
        },
      },
    });
  const stop = begin();
  for (const nth of [1, 2, 3, 4]) await addJob(task, { nth });
  await isDone.promise;
  await stop();
  expect(await db.runText('select from graphile_worker.jobs', [])).toEqual([]);
  expect(seen).toHaveLength(4);
});

test('the queue goes on when the database was away as a job ended', async () => {
  const seen: unknown[] = [];
  const task = randomUUID();
  const { database } = connections.app;
  const allow = (isAllowed: boolean) =>
    outside(`alter database "${database}" allow_connections ${isAllowed}`);
  const stop = startJobs({
    connection: connections.app,
    log: quietLog,
    concurrency: 1,
    tasks: {
      [task]: async (payload) => {
        if (seen.length === 0) {
          await allow(false);
          await cutJobs();
        }
        seen.push(payload);
      },
    },
  });
  await addJob(task, { nth: 1 });
  await vi.waitFor(() => expect(seen).toEqual([{ nth: 1 }]), { timeout: 15_000 });
  await allow(true);
  await addJob(task, { nth: 2 });
  await vi.waitFor(() => expect(seen).toContainEqual({ nth: 2 }), { timeout: 15_000 });
  await stop();
});
