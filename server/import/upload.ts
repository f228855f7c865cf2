import { createHash, randomUUIDv7 } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { IMPORT_BYTES_MAX } from '#contract/import.ts';
import type { Config } from '../config.ts';
import { CodedError } from '../http/problem.ts';
import { openFolder } from './folder.ts';
import type { TakenFile } from './import.ts';

const NAME_LENGTH_MAX = 200;

/**
 * Stores a file that comes as a stream, and its hash; it is on the disk when this returns.
 * @throws {CodedError} too_large past 256 MB, not_possible for an empty file
 */
export async function takeFile(
  config: Pick<Config, 'dataDir'>,
  name: string,
  bytes: Readable,
): Promise<TakenFile> {
  const folder = await openFolder(config);
  const id = randomUUIDv7();
  const path = folder.pathOf(id);
  const part = `${path}.part`;
  const hash = createHash('sha256');
  let size = 0;
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      for await (const piece of bytes) {
        size += piece.length;
        // What is too large is received to its end, or the sender would not hear the answer.
        if (size > IMPORT_BYTES_MAX) continue;
        hash.update(piece);
        await file.write(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (size > IMPORT_BYTES_MAX) throw tooLarge();
    if (size === 0) throw empty();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw isFull ? new CodedError('overloaded', 'The server has no room for the file') : error;
  }
  const shownName = name.toWellFormed().replaceAll('\0', '').slice(0, NAME_LENGTH_MAX);
  return { id, folder: folder.id, name: shownName, size, sha256: hash.digest('hex') };
}

function empty(): CodedError {
  const errors = [{ pointer: '/file', detail: 'is empty' }];
  return new CodedError('not_possible', 'The file is empty', { errors });
}

/** The answer to a file of over 256 MB. */
export function tooLarge(): CodedError {
  const most = IMPORT_BYTES_MAX / 1024 ** 2;
  return new CodedError('too_large', `A file may have ${most} MB: split it`);
}
