import type pg from 'pg';
import type { Deps } from '../deps.ts';
import { startJobs } from '../jobs/jobs.ts';
import { type Folder, openFolder, removeFiles, removeParts } from './folder.ts';
import { addJob, findOld, findWaiting } from './import.sql.ts';
import { jobOf } from './import.ts';
import { runImport } from './run.ts';
import { taskOf } from './task.ts';

/** How soon an import goes on whose server has died while others live. */
const SWEEP_INTERVAL_MS = 15_000;
/** A dry run can be committed, and a file be looked at, for so long. */
const FILES_KEPT_DAYS = 30;
const TIDY_INTERVAL_MS = 60 * 60_000;

/**
 * Works on the imports whose files lie in this process's folder, one at a time, those first that
 * were left by a server that died.
 * @returns a function that stops it: what is under way goes on after the next start.
 */
export async function startImports(
  deps: Deps,
  connection: pg.ClientConfig,
): Promise<() => Promise<void>> {
  const { log } = deps;
  const folder = await openFolder(deps.config);
  const stopJobs = startJobs({
    connection,
    log,
    concurrency: 1,
    tasks: {
      [taskOf(folder.id)]: (payload, stopping) => runImport(deps, idIn(payload), stopping),
    },
  });
  let last = Promise.resolve();
  const doNow = (what: string, work: () => Promise<void>) => {
    last = last.then(work).catch((error) => log.warn({ err: error }, what));
  };
  const sweep = () => doNow('waiting imports could not be found', () => wakeWaiting(deps, folder));
  const tidy = () => doNow('old files could not be removed', () => removeOld(deps, folder));
  sweep();
  tidy();
  const timers = [setInterval(sweep, SWEEP_INTERVAL_MS), setInterval(tidy, TIDY_INTERVAL_MS)];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await stopJobs();
    await last;
  };
}

function idIn(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null && 'id' in payload) return String(payload.id);
  throw new Error('a job without the id of an import');
}

/**
 * Wakes again what nobody works on. The job that a dead server had in hand stays with it for
 * hours; another one under its key takes its place at once.
 */
async function wakeWaiting({ db }: Deps, folder: Folder): Promise<void> {
  for (const { id } of await db.run(findWaiting, [folder.id])) {
    await db.run(addJob, jobOf(folder.id, id));
  }
}

async function removeOld({ db, config }: Deps, folder: Folder): Promise<void> {
  for (const { id } of await db.run(findOld, [folder.id, FILES_KEPT_DAYS])) {
    await removeFiles(folder, id);
  }
  await removeParts(config);
}
