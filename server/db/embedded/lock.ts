import { rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const LOCK_ATTEMPTS_MAX = 20;
const ANSWER_WAIT_MS = 1_000;

export interface Holder {
  readonly pid: number;
  readonly name: string;
}

/** Another process is using the data folder. It has not been disturbed. */
export class DataDirInUse extends Error {
  readonly code = 'data_dir_in_use';
  readonly holder: Holder | undefined;

  /** `holder` is undefined when something holds the folder but does not say who it is. */
  constructor(dataDir: string, holder: Holder | undefined) {
    const who = holder
      ? `'${holder.name}' (process ${holder.pid})`
      : 'a process that does not answer (on this machine or in another container)';
    super(`The data folder ${dataDir} is in use by ${who}. Stop it, or set another DATA_DIR.`);
    this.name = 'DataDirInUse';
    this.holder = holder;
  }
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process, or throws `DataDirInUse` naming who has it.
 *
 * The lock is a listening socket that tells its holder to whoever connects. On Linux the socket is
 * abstract: taking it is one atomic `bind`, and it vanishes with the process however that ends, so
 * there is no stale file to judge. It is named after the folder's inode, so that two paths to one
 * folder are one lock. Elsewhere it is a file; two starts in the same instant after a crash could
 * then both take it, and PostgreSQL's own lock stops the second.
 */
export async function takeLock(dataDir: string, holderName: string): Promise<Lock> {
  const path = await lockPath(dataDir);
  for (let attempt = 0; attempt < LOCK_ATTEMPTS_MAX; attempt += 1) {
    const server = await listen(path, `${process.pid} ${holderName}`);
    if (server) return { release: () => close(server) };
    const answer = await askHolder(path);
    if (answer !== 'gone') throw new DataDirInUse(dataDir, answer);
    if (!path.startsWith('\0')) await rm(path, { force: true });
  }
  throw new DataDirInUse(dataDir, undefined);
}

async function lockPath(dataDir: string): Promise<string> {
  if (process.platform !== 'linux') return join(dataDir, 'lock.sock');
  const { dev, ino } = await stat(dataDir, { bigint: true });
  return `\0traitortrack:${dev}:${ino}`;
}

function listen(path: string, greeting: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(greeting);
    });
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path, exclusive: true }, () => resolve(server));
  });
}

async function askHolder(path: string): Promise<Holder | undefined | 'gone'> {
  const socket = connect({ path });
  const tooLate = setTimeout(() => socket.destroy(new Error('no answer')), ANSWER_WAIT_MS);
  try {
    const [, pid, name] = /^(\d+) (.+)$/s.exec(await text(socket)) ?? [];
    return pid && name ? { pid: Number(pid), name } : undefined;
  } catch (error) {
    return isNobodyListening(error) ? 'gone' : undefined;
  } finally {
    clearTimeout(tooLate);
  }
}

/** Whether a connection failed because no process has the socket open. */
export function isNobodyListening(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ECONNREFUSED' || error.code === 'ENOENT')
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
