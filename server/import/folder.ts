import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';

/** Where the files of imports are kept, on the disk of whoever took them. */
export interface Folder {
  /** Tells it from the folders of other machines on the same database. */
  readonly id: string;
  /** The file as it was sent. */
  pathOf(importId: string): string;
  /** What reading it left. */
  rowsPathOf(importId: string): string;
  spillPathOf(importId: string): string;
}

const FOLDER_ID = '.folder';

/** Makes it when it is first needed. */
export async function openFolder({ dataDir }: Pick<Config, 'dataDir'>): Promise<Folder> {
  const path = join(dataDir, 'uploads');
  await mkdir(path, { recursive: true, mode: 0o700 });
  const idFile = join(path, FOLDER_ID);
  // Two processes may begin at once: the first one's is kept.
  await writeFile(idFile, randomUUID(), { flag: 'wx' }).catch(ignoreExisting);
  return {
    id: (await readFile(idFile, 'utf8')).trim(),
    pathOf: (id) => join(path, id),
    rowsPathOf: (id) => join(path, `${id}.rows`),
    spillPathOf: (id) => join(path, `${id}.spill`),
  };
}

function ignoreExisting(error: unknown): void {
  const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  if (!isThere) throw error;
}

/** Removes an import's files. */
export async function removeFiles(folder: Folder, importId: string): Promise<void> {
  for (const path of [
    folder.pathOf(importId),
    folder.rowsPathOf(importId),
    folder.spillPathOf(importId),
  ]) {
    await rm(path, { force: true });
  }
}

/** Files that were being sent when the server died. */
const PART = /\.part$/;
const PART_AGE_MS = 60 * 60_000;

/** Removes what uploads left that were never finished. */
export async function removeParts({ dataDir }: Pick<Config, 'dataDir'>): Promise<void> {
  const path = join(dataDir, 'uploads');
  for (const name of await readdir(path)) {
    if (!PART.test(name)) continue;
    const { mtimeMs } = await stat(join(path, name));
    if (Date.now() - mtimeMs > PART_AGE_MS) await rm(join(path, name), { force: true });
  }
}
