import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DataDirInUse, isNobodyListening } from './lock.ts';
import type { Log } from './log.ts';
import { removeIfTemporary, removeSocketFiles, socketPath } from './socket-dir.ts';

const POLL_MS = 20;
const FAST_SHUTDOWN_WAIT_MS = 5_000;
const BACKEND_WAIT_MS = 500;
const KILL_WAIT_MS = 5_000;

/** What a postmaster writes about itself into its data folder. */
export interface PidFile {
  readonly pid: number;
  readonly socketDir: string;
  readonly isReady: boolean;
}

/** undefined: no postmaster, or one that has only begun. Throws when it is not ours to read. */
export async function readPidFile(clusterDir: string): Promise<PidFile | undefined> {
  const file = join(clusterDir, 'postmaster.pid');
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [pid, , , , socketDir, , , status] = content.split('\n');
  if (!Number(pid) || !socketDir) return undefined;
  return { pid: Number(pid), socketDir, isReady: status?.trim() === 'ready' };
}

/**
 * Ends every PostgreSQL process that still works on the data folder, and removes the lock files of
 * dead ones. The caller holds the folder's lock, so whatever is there has lost its server: a
 * postmaster whose server was killed, or backends whose postmaster was (each has its own session,
 * and PostgreSQL refuses to start beside them).
 *
 * PostgreSQL itself trusts a lock file whenever its process number is alive, also if that is a
 * stranger by now or a zombie; looking at what the processes really are settles both.
 * Throws `DataDirInUse` when something answers that this process cannot see.
 */
export async function clearLeftovers(
  clusterDir: string,
  socketDir: string,
  log: Log,
): Promise<void> {
  const pidFile = await readPidFile(clusterDir);
  const list = (): Promise<number[]> => listProcesses(clusterDir, pidFile);
  const pids = await list();
  if (pids.length > 0) {
    log.warn({ pids }, 'ending database processes that have lost their server');
    const postmaster = pids.find((pid) => pid === pidFile?.pid);
    await endProcesses(list, postmaster);
  }
  if (pidFile && (await isAnswering(pidFile.socketDir))) {
    throw new DataDirInUse(clusterDir, undefined);
  }
  const stale = pidFile?.socketDir ?? socketDir;
  await removeSocketFiles(stale);
  if (stale !== socketDir) await removeIfTemporary(stale);
  await rm(join(clusterDir, 'postmaster.pid'), { force: true });
}

async function endProcesses(
  list: () => Promise<number[]>,
  postmaster: number | undefined,
): Promise<void> {
  if (postmaster !== undefined) signal(postmaster, 'SIGINT');
  if (await isEmptyWithin(list, postmaster ? FAST_SHUTDOWN_WAIT_MS : BACKEND_WAIT_MS)) return;
  // No data is lost: the next start replays the log, as after a power cut.
  for (const pid of await list()) signal(pid, 'SIGKILL');
  if (await isEmptyWithin(list, KILL_WAIT_MS)) return;
  throw new Error(`Processes of an earlier PostgreSQL cannot be ended: ${await list()}`);
}

async function isEmptyWithin(list: () => Promise<number[]>, waitMs: number): Promise<boolean> {
  for (const end = performance.now() + waitMs; performance.now() < end; await sleep(POLL_MS)) {
    if ((await list()).length === 0) return true;
  }
  return false;
}

async function listProcesses(clusterDir: string, pidFile: PidFile | undefined): Promise<number[]> {
  const isLinux = process.platform === 'linux';
  const names = isLinux ? await readdir('/proc') : [String(pidFile?.pid ?? '')];
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const isOurs = isLinux ? isWorkingIn : isPostmasterOf;
  const answers = await Promise.all(pids.map((pid) => isOurs(pid, clusterDir)));
  return pids.filter((_, index) => answers[index]);
}

/** Every PostgreSQL process works in its data folder. A zombie has no folder any more. */
async function isWorkingIn(pid: number, clusterDir: string): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== clusterDir) return false;
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() === 'postgres';
  } catch {
    return false;
  }
}

async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  const ps = promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  const { stdout } = await ps.catch(() => ({ stdout: '' }));
  return stdout.includes(`postgres -D ${clusterDir}`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself; and if it may not be ended, `isEmptyWithin` finds out.
  }
}

function isAnswering(socketDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: socketPath(socketDir) });
    socket.once('error', (error) => resolve(!isNobodyListening(error)));
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
  });
}
