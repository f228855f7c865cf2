import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { syncPath } from '../db/embedded/system-user.ts';
import { codeOf, messageOf } from './file-fault.ts';
import {
  type End,
  FRAME,
  FRAME_BYTES_MAX,
  frameOf,
  type Header,
  headerLine,
  type Table,
  type TableEnd,
} from './format.ts';

/** It holds password hashes and the secrets of webhooks. */
const MODE = 0o600;

/** The rows of one table, as they are read. */
export interface TableRows {
  readonly pieces: AsyncIterable<Buffer>;
  /** How many there were; asked once all pieces are read. */
  count(): Promise<number>;
}

export interface Written {
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
}

/** A backup that is being written, under another name than the one it gets when it is whole. */
export interface BackupDraft {
  /** Writes all of it, waits for the disk, and gives it its name. */
  finish(header: Header, open: (table: Table) => TableRows): Promise<Written>;
  /** Removes what is there of it, unless it is finished. */
  close(): Promise<void>;
}

/**
 * Begins a backup's file, so that what is wrong with its place is told before the work.
 * @param isForced whether it may take the place of a file that is there.
 * @throws an error that says in a sentence why it cannot be written, here or later.
 */
export async function draftBackup(path: string, isForced: boolean): Promise<BackupDraft> {
  if (!isForced) await refuseExisting(path);
  const draft = `${path}.${randomUUID()}.part`;
  const file = await open(draft, 'wx', MODE).catch((error) => {
    throw writeFault(path, error);
  });
  return {
    finish: async (header, openTable) => {
      const written = await writeAll(path, file, header, openTable);
      await publish(draft, path, isForced).catch((error) => {
        throw writeFault(path, error);
      });
      return written;
    },
    close: async () => {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}

async function refuseExisting(path: string): Promise<void> {
  const isThere = await lstat(path).then(Boolean, () => false);
  if (isThere) throw existing(path);
}

function existing(path: string): Error {
  return new Error(`${path} is there already: name another file, or say --force.`);
}

async function writeAll(
  path: string,
  file: FileHandle,
  header: Header,
  openTable: (table: Table) => TableRows,
): Promise<Written> {
  let bytes = 0;
  const write = async (piece: Buffer): Promise<void> => {
    bytes += piece.length;
    // Unlike `write`, it does not stop half way where a disk is nearly full.
    await file.writeFile(piece).catch((error) => {
      throw writeFault(path, error);
    });
  };
  await write(headerLine(header));
  const sum = { rows: 0 };
  const frames = framesOf(header, openTable, sum);
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  await pipeline(frames, createZstdCompress({ params }), async (pieces) => {
    for await (const piece of pieces) await write(piece);
  });
  await file.sync().catch((error) => {
    throw writeFault(path, error);
  });
  return { bytes, tables: header.tables.length, rows: sum.rows };
}

async function* framesOf(
  header: Header,
  openTable: (table: Table) => TableRows,
  sum: { rows: number },
): AsyncGenerator<Buffer> {
  const whole = createHash('sha256').update(headerLine(header));
  for (const table of header.tables) {
    const hash = createHash('sha256');
    const { pieces, count } = openTable(table);
    for await (const piece of pieces) {
      hash.update(piece);
      for (let at = 0; at < piece.length; at += FRAME_BYTES_MAX) {
        yield frameOf(FRAME.rows, piece.subarray(at, at + FRAME_BYTES_MAX));
      }
    }
    const rows = await count();
    const tableEnd: TableEnd = { rows, sha256: hash.digest('hex') };
    const told = Buffer.from(JSON.stringify(tableEnd));
    whole.update(told);
    sum.rows += rows;
    yield frameOf(FRAME.tableEnd, told);
  }
  const tables = header.tables.length;
  const end: End = { tables, rows: sum.rows, sha256: whole.digest('hex') };
  yield frameOf(FRAME.end, Buffer.from(JSON.stringify(end)));
}

/** A link, unlike a rename, takes no other file's place; not every disk has links. */
async function publish(draft: string, path: string, isForced: boolean): Promise<void> {
  if (!isForced) {
    try {
      await link(draft, path);
      return await syncPath(dirname(path));
    } catch (error) {
      if (!NO_LINKS.has(codeOf(error))) throw error;
      await refuseExisting(path);
    }
  }
  await rename(draft, path);
  await syncPath(dirname(path));
}

const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);
const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const NO_RIGHT: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS']);

function writeFault(path: string, error: unknown): Error {
  const code = codeOf(error);
  // Without a code it is a sentence of ours already.
  if (code === undefined && error instanceof Error) return error;
  if (code === 'EEXIST') return existing(path);
  return new Error(sentenceOf(path, code) ?? `${path} cannot be written: ${messageOf(error)}`, {
    cause: error,
  });
}

function sentenceOf(path: string, code: unknown): string | null {
  const folder = dirname(path);
  if (NO_ROOM.has(code)) return `There is no room for ${path}: nothing of it was kept.`;
  if (NO_RIGHT.has(code)) return `${path} cannot be written: you may not write to ${folder}.`;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no folder ${folder}.`;
  return null;
}
