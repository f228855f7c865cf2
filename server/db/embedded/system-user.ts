import { lchown, open, readdir, readFile, realpath, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// The first one that exists runs the database when we are root: PostgreSQL refuses to run as root.
const CANDIDATES = ['traitortrack', 'postgres', 'nobody'];

/** Spread into the options of `spawn`. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The user for the database of a root process. Throws when the machine has none that fits. */
export async function findDatabaseUser(passwdFile = '/etc/passwd'): Promise<SystemUser> {
  const lines = (await readFile(passwdFile, 'utf8')).split('\n').map((line) => line.split(':'));
  for (const candidate of CANDIDATES) {
    const [, , uid, gid] = lines.find(([name]) => name === candidate) ?? [];
    if (Number(uid) > 0 && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and ${passwdFile} has none of the users ` +
      `${CANDIDATES.join(', ')} to run it as. Add one (useradd --system traitortrack), start as ` +
      'another user, or set DATABASE_URL.',
  );
}

/** The outermost folder on the way to `path`, itself included, that `user` may not enter. */
export async function findBlockingFolder(
  path: string,
  user: SystemUser,
): Promise<string | undefined> {
  const folders = [await realpath(path)];
  while (folders[0] !== undefined && folders[0] !== dirname(folders[0])) {
    folders.unshift(dirname(folders[0]));
  }
  for (const folder of folders) {
    const { uid, gid, mode } = await stat(folder);
    const mayEnter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & mayEnter) === 0) return folder;
  }
  return undefined;
}

/** Gives `path` and all below it to `user`; nothing to do when we run the database ourselves. */
export async function giveTo(user: SystemUser | undefined, path: string): Promise<void> {
  if (!user) return;
  const below = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const name of ['', ...below]) await lchown(join(path, name), user.uid, user.gid);
}

/**
 * Writes a file that only the database's user (and root) can read. After a crash or a power cut
 * there is the old text or the new one, never a part.
 */
export async function writePrivateFile(
  path: string,
  content: string,
  user: SystemUser | undefined,
): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  await file.writeFile(content);
  await file.sync();
  await file.close();
  await giveTo(user, draft);
  await rename(draft, path);
  await syncPath(dirname(path));
}

/** Makes a file's content, or a folder's list of names, survive a power cut. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync();
  await handle.close();
}
