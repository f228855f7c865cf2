import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Home } from './home.ts';
import { giveTo } from './system-user.ts';

// The address of a Unix socket is at most 107 bytes on Linux and 103 on macOS.
const SOCKET_PATH_BYTES_MAX = 100;
const TEMPORARY_PREFIX = 'traitortrack-';

/** Part of the socket's name; nothing listens on the network. */
export const PORT = 5432;

/** A folder for the database's socket that only its user can enter, with a path short enough. */
export async function makeSocketDir(home: Home): Promise<string> {
  const inside = join(home.dir, 'socket');
  if (Buffer.byteLength(socketPath(inside)) <= SOCKET_PATH_BYTES_MAX) {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    await giveTo(home.user, inside);
    return inside;
  }
  // Root's own temporary folder may be closed to the database's user.
  const temporary = await mkdtemp(join(home.user ? '/tmp' : tmpdir(), TEMPORARY_PREFIX));
  await giveTo(home.user, temporary);
  return temporary;
}

/** What PostgreSQL leaves when it is killed; it trusts its own lock file too much. */
export async function removeSocketFiles(socketDir: string): Promise<void> {
  await rm(socketPath(socketDir), { force: true });
  await rm(`${socketPath(socketDir)}.lock`, { force: true });
}

/** Removes an empty socket folder that `makeSocketDir` made outside the home. */
export async function removeIfTemporary(socketDir: string): Promise<void> {
  if (!basename(socketDir).startsWith(TEMPORARY_PREFIX)) return;
  await rmdir(socketDir).catch(() => undefined);
}

export function socketPath(socketDir: string): string {
  return join(socketDir, `.s.PGSQL.${PORT}`);
}
