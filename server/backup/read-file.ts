import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { codeOf, messageOf } from './file-fault.ts';
import {
  End,
  FORMAT,
  FORMAT_VERSION,
  FRAME,
  FRAME_BYTES_MAX,
  FRAME_HEAD_BYTES,
  HEADER_BYTES_MAX,
  Header,
  type Table,
  TableEnd,
} from './format.ts';

/** What is read, and unpacked, at a time. */
const PIECE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** A backup whose header was read. */
export interface Backup {
  readonly path: string;
  /** Of the whole file. */
  readonly bytes: number;
  readonly header: Header;
  /** The header's line, as it stands in the file. */
  readonly line: Buffer;
}

/**
 * Reads what a backup says of itself.
 * @throws an error that says in a sentence why it cannot be used.
 */
export async function openBackup(path: string): Promise<Backup> {
  const file = await open(path).catch((error) => {
    throw readFault(path, error);
  });
  try {
    const line = await readLine(path, file);
    const { size } = await file.stat();
    return { path, bytes: size, header: parseHeader(path, line), line };
  } catch (error) {
    throw readFault(path, error);
  } finally {
    await file.close();
  }
}

async function readLine(path: string, file: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(HEADER_BYTES_MAX);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    const end = buffer.subarray(0, length + bytesRead).indexOf(NEWLINE);
    if (end >= 0) return buffer.subarray(0, end + 1);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  throw buffer.subarray(0, BEGINNING.length).equals(BEGINNING) ? cutOff(path) : noBackup(path);
}

const BEGINNING = Buffer.from(`{"format":"${FORMAT}"`);

function parseHeader(path: string, line: Buffer): Header {
  const header = parseJson(line);
  if (Check(Header, header)) return header;
  if (!line.subarray(0, BEGINNING.length).equals(BEGINNING)) throw noBackup(path);
  const version = /"version":(\d+)/.exec(line.toString())?.[1];
  if (Number(version) > FORMAT_VERSION) {
    throw new Error(`${path} was made by a newer version of TraitorTrack: restore it with that.`);
  }
  throw damaged(path, 'its first line');
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return null;
  }
}

/**
 * What becomes of one table's rows, which must be read to their end, or not at all.
 * @returns how many rows there were, if it knows.
 */
type Visit = (table: Table, rows: AsyncGenerator<Buffer>) => Promise<number | null>;

/**
 * Reads a backup to its end, table by table, and checks all of it on the way. What it holds in
 * memory does not grow with the file.
 * @param onBytes hears how many bytes of the file are read.
 * @throws an error that says in a sentence that the file is damaged or not whole, perhaps after
 *   rows have been passed on.
 */
export async function readTables(
  backup: Backup,
  visit: Visit,
  onBytes: (bytes: number) => void,
): Promise<End> {
  const { take, rest, close } = unpack(backup, onBytes);
  try {
    return await readFrames(backup, visit, take, rest);
  } finally {
    close();
  }
}

async function readFrames(
  { path, header, line }: Backup,
  visit: Visit,
  take: (bytes: number) => Promise<Buffer>,
  rest: () => Promise<number>,
): Promise<End> {
  const whole = createHash('sha256').update(line);
  const takeFrame = async () => {
    const head = await take(FRAME_HEAD_BYTES);
    const bytes = head.readUInt32BE(1);
    if (bytes > FRAME_BYTES_MAX) throw damaged(path, 'a frame');
    return { kind: head.toString('latin1', 0, 1), payload: await take(bytes) };
  };
  let rows = 0;
  for (const table of header.tables) {
    const what = `the table ${table.name}`;
    let tableEnd: TableEnd | undefined;
    const pieces = (async function* () {
      const hash = createHash('sha256');
      let frame = await takeFrame();
      for (; frame.kind === FRAME.rows; frame = await takeFrame()) {
        hash.update(frame.payload);
        yield frame.payload;
      }
      const { kind, payload } = frame;
      tableEnd = kind === FRAME.tableEnd ? parseEnd(TableEnd, payload) : undefined;
      if (tableEnd?.sha256 !== hash.digest('hex')) throw damaged(path, what);
      whole.update(payload);
    })();
    const count = await visit(table, pieces);
    await drain(pieces);
    if (tableEnd === undefined) throw new Error(`${what} was not read to its end`);
    if (count !== null && count !== tableEnd.rows) throw damaged(path, what);
    rows += tableEnd.rows;
  }
  const { kind, payload } = await takeFrame();
  const end = kind === FRAME.end ? parseEnd(End, payload) : undefined;
  const isRight = end?.rows === rows && end.sha256 === whole.digest('hex');
  if (!isRight || (await rest()) > 0) throw damaged(path, 'its end');
  return end;
}

function parseEnd<Schema extends TSchema>(
  schema: Schema,
  payload: Buffer,
): Static<Schema> | undefined {
  const end = parseJson(payload);
  return Check(schema, end) ? end : undefined;
}

async function drain(pieces: AsyncGenerator<unknown>): Promise<void> {
  for (let next = await pieces.next(); !next.done; ) next = await pieces.next();
}

/** What the file holds behind its header, unpacked: so many bytes at a time, and what is left. */
function unpack({ path, line }: Backup, onBytes: (bytes: number) => void) {
  let bytes = line.length;
  const packed = createReadStream(path, { start: bytes, highWaterMark: PIECE_BYTES });
  const counted = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      bytes += piece.length;
      onBytes(bytes);
      yield piece;
    }
  };
  const unpacked = createZstdDecompress({ chunkSize: PIECE_BYTES });
  // What fails reaches who reads.
  pipeline(packed, counted, unpacked, () => undefined);
  const source: AsyncIterator<Buffer> = unpacked[Symbol.asyncIterator]();
  const next = () =>
    source.next().catch((error) => {
      throw readFault(path, error);
    });
  let held: Buffer = Buffer.alloc(0);
  const take = async (count: number): Promise<Buffer> => {
    const pieces = [held];
    let length = held.length;
    while (length < count) {
      const { done, value } = await next();
      if (done) throw cutOff(path);
      pieces.push(value);
      length += value.length;
    }
    const all = pieces.length === 1 ? held : Buffer.concat(pieces);
    held = all.subarray(count);
    return all.subarray(0, count);
  };
  const rest = async (): Promise<number> => {
    let length = held.length;
    for (let piece = await next(); !piece.done; piece = await next()) length += piece.value.length;
    return length;
  };
  return { take, rest, close: () => unpacked.destroy() };
}

function noBackup(path: string): Error {
  return new Error(`${path} is no backup of TraitorTrack.`);
}

function cutOff(path: string): Error {
  return new Error(`${path} ends too early: it was not copied, or not written, to its end.`);
}

function damaged(path: string, what: string): Error {
  return new Error(`${path} is damaged (${what}): use another copy, or another backup.`);
}

function readFault(path: string, error: unknown): Error {
  const code = codeOf(error);
  // Without a code it is a sentence of ours already.
  if (code === undefined && error instanceof Error) return error;
  if (code === 'ENOENT') return new Error(`There is no file ${path}.`, { cause: error });
  if (code === 'EISDIR') return new Error(`${path} is a folder.`, { cause: error });
  if (code === 'Z_BUF_ERROR') return cutOff(path);
  if (/^Z(STD)?_/.test(String(code))) return damaged(path, 'it cannot be unpacked');
  return new Error(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
}
