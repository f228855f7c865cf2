import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Home } from './home.ts';
import type { Log } from './log.ts';
import { giveTo, syncPath, writePrivateFile } from './system-user.ts';

export const SUPERUSER = 'postgres';

const INITDB_WAIT_MS = 120_000;
const DRAFT_PREFIX = 'initdb-';
const run = promisify(execFile);

export interface Passwords {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

/** PostgreSQL's own data folder inside the home. */
export function clusterDirOf(homeDir: string): string {
  return join(homeDir, 'cluster');
}

/**
 * Makes the data folder when there is none yet. initdb works in a draft folder that gets its name
 * when it is complete and on the disk, so an interrupted one leaves nothing but rubbish, which the
 * next start removes.
 */
export async function ensureCluster(home: Home, nativeDir: string, log: Log): Promise<Passwords> {
  const clusterDir = clusterDirOf(home.dir);
  const isMade = await stat(clusterDir).then(Boolean, () => false);
  if (isMade) return readPasswords(home.dir);
  for (const name of await readdir(home.dir)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue;
    // An initdb whose server was killed may still be writing there.
    await rm(join(home.dir, name), { recursive: true, force: true, maxRetries: 9 });
  }
  const passwords = { superuser: newPassword(), owner: newPassword(), app: newPassword() };
  const lines = `${passwords.superuser}\n${passwords.owner}\n${passwords.app}\n`;
  await writePrivateFile(passwordFile(home.dir), lines, home.user);
  const draft = await mkdtemp(join(home.dir, DRAFT_PREFIX));
  await giveTo(home.user, draft);
  await initialise(draft, home, nativeDir);
  await rename(draft, clusterDir);
  await syncPath(home.dir);
  log.info({ clusterDir }, 'made a new database');
  return passwords;
}

/** Three lines: superuser, owner, app. initdb takes its password from the first. */
function passwordFile(homeDir: string): string {
  return join(homeDir, 'passwords');
}

/** Throws when the file is missing, incomplete, or not for this user to read. */
export async function readPasswords(homeDir: string): Promise<Passwords> {
  const file = passwordFile(homeDir);
  try {
    const [superuser, owner, app] = (await readFile(file, 'utf8')).split('\n');
    if (!superuser || !owner || !app) throw new Error('a line is missing');
    return { superuser, owner, app };
  } catch (cause) {
    throw new Error(
      `The embedded database's passwords in ${file} cannot be read: run this as the user that ` +
        'runs the server, or bring the file back from a backup.',
      { cause },
    );
  }
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}

async function initialise(draft: string, home: Home, nativeDir: string): Promise<void> {
  const args = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile(home.dir)}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
  ];
  const options = { ...home.user, cwd: home.dir, env: {}, timeout: INITDB_WAIT_MS };
  await run(join(nativeDir, 'bin', 'initdb'), args, options);
}
