import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSharedDir } from './binaries.ts';
import type { Log } from './log.ts';
import {
  findBlockingFolder,
  findDatabaseUser,
  giveTo,
  isRoot,
  type SystemUser,
} from './system-user.ts';

/** Where the home is, or a symbolic link to it. */
export function homeLink(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** The folder that belongs to the database's user; everything of the database lies in it. */
export interface Home {
  readonly dir: string;
  /** undefined: the database runs as the user we are. */
  readonly user: SystemUser | undefined;
}

/**
 * Finds or makes `DATA_DIR/postgres`, and decides which user the database runs as.
 *
 * An existing cluster goes on under its owner, so a start as root does not lock out the user who
 * made it. When root's data folder lies where the database's user may not go, the cluster lies in
 * /var/lib/traitortrack under a random name (a new data folder never finds an old one's data) and
 * `DATA_DIR/postgres` is a symbolic link. Throws with the way out when no place fits.
 */
export async function prepareHome(dataDir: string, log: Log): Promise<Home> {
  const link = homeLink(await realpath(dataDir));
  const existing = await statIfThere(link);
  if (!isRoot()) return prepareOwnHome(link, existing);
  if (existing) return adoptHome(dataDir, link, existing, log);
  const user = await findDatabaseUser();
  const isWayOpen = await openWay(dataDir, dataDir, user);
  const dir = isWayOpen ? link : join(await makeSharedDir(), `data-${randomUUID()}`);
  await mkdir(dir, { mode: 0o700 });
  await giveTo(user, dir);
  if (dir !== link) {
    await symlink(dir, link);
    log.warn({ dataDir, dir }, 'PostgreSQL may not enter DATA_DIR: its data lies elsewhere');
  }
  return { dir, user };
}

async function prepareOwnHome(dir: string, existing: Stats | undefined): Promise<Home> {
  if (!existing) await mkdir(dir, { mode: 0o700 });
  if (existing && existing.uid !== process.getuid?.()) {
    throw new Error(
      `The database in ${dir} belongs to the user with id ${existing.uid}: start as that user or ` +
        'as root, or give the folder and all below it to this user (chown -R).',
    );
  }
  return { dir: await realpath(dir), user: undefined };
}

async function adoptHome(dataDir: string, link: string, existing: Stats, log: Log): Promise<Home> {
  const dir = await realpath(link);
  const { uid, gid } = existing;
  const user = uid === 0 ? await findDatabaseUser() : { uid, gid };
  if (uid === 0) {
    await giveTo(user, dir);
    log.warn({ dir, ...user }, 'the database belonged to root; given to the user it runs as');
  }
  if (!(await openWay(dir, dataDir, user))) {
    throw new Error(
      `The user that runs PostgreSQL (id ${user.uid}) may not enter ` +
        `${await findBlockingFolder(dir, user)}, where the database of ${dataDir} is. Make that ` +
        'folder enterable (chmod o+x), or move the data folder.',
    );
  }
  return { dir, user };
}

/** Whether `user` can reach `dir`; `dataDir` is ours to open when it alone is in the way. */
async function openWay(dir: string, dataDir: string, user: SystemUser): Promise<boolean> {
  const own = await realpath(dataDir);
  if ((await findBlockingFolder(dir, user)) === own) {
    await chmod(own, (await stat(own)).mode | 0o111);
  }
  return (await findBlockingFolder(dir, user)) === undefined;
}

async function statIfThere(link: string): Promise<Stats | undefined> {
  const entry = await lstat(link).catch(() => undefined);
  if (!entry) return undefined;
  return stat(link).catch((cause: unknown) => {
    throw new Error(
      `${link} leads to a folder that is missing. Bring that folder back; or, to start with an ` +
        'empty database, delete the link.',
      { cause },
    );
  });
}
